# Starts the servers of the measurement, and stops them. Sourced by side-by-side.
#
# Each server has two TLS ports: ${port[NAME]} asks for no certificate (but, for those that can, on
# /restricted/), ${strict_port[NAME]} asks in the first handshake.

declare -A port=() strict_port=() pid=()
responder_pids=()

make_site() {
  mkdir -p "$work/site/restricted"
  head -c 1024 /dev/zero | tr '\0' 'x' >"$work/site/small.txt"
  cp "$work/site/small.txt" "$work/site/restricted/small.txt"
  head -c $((10 * 1024 * 1024)) /dev/urandom >"$work/site/long.bin"
  chmod -R a+rX "$work/site"
}

# One for the server's certificate, one for the clients'.
start_responders() {
  start_responder server ca ocsp "$responder_port"
  start_responder client client-ca client-ocsp "$client_responder_port"
}

# start_responder CERTIFICATE ISSUER SIGNER PORT
start_responder() {
  taskset -c 1 openssl ocsp -port "$4" -index "$pki/$1.index" -CA "$pki/$2.crt" \
    -rsigner "$pki/$3.crt" -rkey "$pki/$3.key" -ndays 2 >"$work/responder-$1.log" 2>&1 &
  responder_pids+=("$!")
}

start_nginx() {
  local folder=$work/nginx
  mkdir -p "$folder"
  port[nginx]=$(free_port)
  strict_port[nginx]=$(free_port "${port[nginx]}")
  cat >"$folder/nginx.conf" <<CONF
${ROOT_ONLY:+user www-data;}
daemon off;
worker_processes 1;
pid $folder/nginx.pid;
error_log $folder/error.log;
events { worker_connections 1024; }
http {
  default_type text/plain;
  access_log $folder/access.log combined;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 100000000;
  client_body_temp_path $folder/body;
  proxy_temp_path $folder/proxy;
  fastcgi_temp_path $folder/fastcgi;
  uwsgi_temp_path $folder/uwsgi;
  scgi_temp_path $folder/scgi;
  ssl_protocols TLSv1.3;
  ssl_certificate $pki/server-chain.crt;
  ssl_certificate_key $pki/server.key;
  ssl_stapling on;
  ssl_stapling_file $pki/server.staple;
  root $work/site;
  server { listen 127.0.0.1:${port[nginx]} ssl http2; }
  server {
    listen 127.0.0.1:${strict_port[nginx]} ssl;
    ssl_verify_client on;
    ssl_client_certificate $pki/trust.crt;
    ssl_verify_depth 2;
  }
}
CONF
  taskset -c 0 "$(path_of nginx)" -c "$folder/nginx.conf" -e "$folder/error.log" \
    >"$folder/out.log" 2>&1 &
  pid[nginx]=$!
}

start_apache2() {
  httpd_configuration apache2
  taskset -c 0 "$(path_of apache2)" -f "$work/apache2/httpd.conf" -DFOREGROUND \
    >"$work/apache2/out.log" 2>&1 &
  pid[apache2]=$!
}

start_bulla() {
  httpd_configuration bulla
  taskset -c 0 "$home/bulla" httpd -f "$work/bulla/httpd.conf" -DFOREGROUND \
    >"$work/bulla/out.log" 2>&1 &
  pid[bulla]=$!
}

# One configuration for apache2 and Bulla.
httpd_configuration() {
  local name=$1 folder=$work/$1
  mkdir -p "$folder"
  port[$name]=$(free_port)
  strict_port[$name]=$(free_port "${port[$name]}")
  cat >"$folder/httpd.conf" <<CONF
ServerRoot "$folder"
PidFile "$folder/httpd.pid"
ServerName localhost
Listen 127.0.0.1:${port[$name]}
Listen 127.0.0.1:${strict_port[$name]}
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
LoadModule mime_module /usr/lib/apache2/modules/mod_mime.so
LoadModule socache_shmcb_module /usr/lib/apache2/modules/mod_socache_shmcb.so
LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
LoadModule http2_module /usr/lib/apache2/modules/mod_http2.so
${ROOT_ONLY:+User www-data}
${ROOT_ONLY:+Group www-data}
TypesConfig /etc/mime.types
ErrorLog "$folder/error.log"
LogFormat "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"" combined
CustomLog "$folder/access.log" combined
KeepAlive On
MaxKeepAliveRequests 0
Protocols h2 http/1.1
SSLStaplingCache "shmcb:$folder/staples(128000)"
SSLProtocol TLSv1.3
DocumentRoot "$work/site"
<Directory "$work/site">
  Require all granted
</Directory>
<VirtualHost 127.0.0.1:${port[$name]}>
  ServerName localhost
  SSLEngine on
  SSLCertificateFile "$pki/server.crt"
  SSLCertificateKeyFile "$pki/server.key"
  SSLCertificateChainFile "$pki/ca.crt"
  SSLUseStapling on
  SSLCACertificateFile "$pki/trust.crt"
  SSLOCSPEnable leaf
  SSLOCSPUseRequestNonce off
  <Directory "$work/site/restricted">
    SSLVerifyClient require
    SSLVerifyDepth 2
  </Directory>
</VirtualHost>
<VirtualHost 127.0.0.1:${strict_port[$name]}>
  ServerName localhost
  SSLEngine on
  SSLCertificateFile "$pki/server.crt"
  SSLCertificateKeyFile "$pki/server.key"
  SSLCertificateChainFile "$pki/ca.crt"
  SSLUseStapling on
  SSLCACertificateFile "$pki/trust.crt"
  SSLVerifyClient require
  SSLVerifyDepth 2
</VirtualHost>
CONF
}

await_server() {
  local name=$1 tries
  for ((tries = 0; tries < 300; tries++)); do
    kill -0 "${pid[$name]}" 2>/dev/null || die "$name ended at its start: $(tail -n 3 "$work/$name"/{out,error}.log 2>/dev/null)"
    if curl -sk --noproxy '*' --max-time 5 -o /dev/null "https://127.0.0.1:${port[$name]}/small.txt"; then
      return
    fi
    sleep 0.1
  done
  die "$name does not answer: $(tail -n 3 "$work/$name"/{out,error}.log 2>/dev/null)"
}

# User and system time of a server so far, in clock ticks: of its processes, and of its children
# that have ended.
cpu_ticks() {
  local root=${pid[$1]} process total=0
  for process in $(with_descendants "$root"); do
    local stat
    stat=$(sed 's/.*) //' "/proc/$process/stat" 2>/dev/null) || continue
    # shellcheck disable=SC2086 # fields 14 to 17 of proc(5); two went with the name
    set -- $stat
    total=$((total + ${12} + ${13}))
    [ "$process" != "$root" ] || total=$((total + ${14} + ${15}))
  done
  echo "$total"
}

with_descendants() {
  local child
  echo "$1"
  for child in $(cat "/proc/$1/task"/*/children 2>/dev/null); do
    with_descendants "$child"
  done
}

# A port of loopback that nobody listens on, other than $1.
free_port() {
  local candidate
  while :; do
    candidate=$((20000 + RANDOM % 10000))
    [ "$candidate" != "${1:-}" ] || continue
    (exec 3<>"/dev/tcp/127.0.0.1/$candidate") 2>/dev/null || { echo "$candidate"; return; }
  done
}

path_of() {
  command -v "$1" || echo "/usr/sbin/$1"
}

finish() {
  local process
  for process in ${pid[@]+"${pid[@]}"} ${responder_pids[@]+"${responder_pids[@]}"}; do
    kill "$process" 2>/dev/null || :
  done
  for process in ${pid[@]+"${pid[@]}"} ${responder_pids[@]+"${responder_pids[@]}"}; do
    local tries
    for ((tries = 0; tries < 50; tries++)); do
      kill -0 "$process" 2>/dev/null || break
      sleep 0.1
    done
    kill -KILL "$process" 2>/dev/null || :
  done
  if [ -n "${KEEP:-}" ]; then
    echo "kept: $work" >&2
  else
    rm -rf "$work"
  fi
}

ROOT_ONLY=
[ "$(id -u)" -ne 0 ] || ROOT_ONLY=yes
