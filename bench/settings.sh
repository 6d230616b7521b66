# What is measured. Sourced by side-by-side.

ALL_ROWS=(keep-alive http2 long-file handshake client-certificate path-certificate)

# Operations of one round: enough that the kernel's clock ticks (10 ms) are small beside them.
declare -A COUNT=(
  [keep-alive]=30000
  [http2]=60000
  [long-file]=60
  [handshake]=600
  [client-certificate]=400
  [path-certificate]=200
)

# Operations before Bulla's first round: the JIT compiler's work is done once in a server's life.
# The others get a tenth of a round.
declare -A WARM_UP=(
  [keep-alive]=120000
  [http2]=200000
  [long-file]=120
  [handshake]=3000
  [client-certificate]=1500
  [path-certificate]=600
)

# The most that Bulla may take, in times of nginx.
declare -A GOAL=(
  [keep-alive]=1.5
  [http2]=1.0
)

# No load may take longer, in seconds.
LOAD_SECONDS=120

TICKS=$(getconf CLK_TCK)
