# What is measured. Sourced by side-by-side.

ALL_ROWS=(keep-alive http2 long-file handshake client-certificate path-certificate resumed)

# Operations of one round: enough that the kernel's clock ticks (10 ms) are small beside them.
declare -A COUNT=(
  [keep-alive]=30000
  [http2]=60000
  [long-file]=60
  [handshake]=1200
  [client-certificate]=600
  [path-certificate]=400
  [resumed]=1200
)

# Turns that each server has in a round.
SLICES=4

# Operations before Bulla's first round: the JIT compiler's work is done once in a server's life; how
# much it is until then stands in docs/performance.md. The others get a quarter of a round.
declare -A WARM_UP=(
  [keep-alive]=120000
  [http2]=200000
  [long-file]=120
  [handshake]=15000
  [client-certificate]=12000
  [path-certificate]=12000
  [resumed]=15000
)

# The most that Bulla may take, in times of nginx.
declare -A NGINX_GOAL=(
  [keep-alive]=1.0
  [http2]=1.0
  [long-file]=1.0
  [handshake]=1.1
  [client-certificate]=0.8
  [resumed]=1.0
)

# The same, in times of apache2.
declare -A APACHE_GOAL=(
  [keep-alive]=0.25
  [handshake]=1.0
  [path-certificate]=0.4
)

# No load may take longer, in seconds.
LOAD_SECONDS=120

TICKS=$(getconf CLK_TCK)
