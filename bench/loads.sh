# The client's side: each load does a number of operations, and every one must succeed.
# Sourced by side-by-side.

# run_load ROW SERVER COUNT
run_load() {
  local row=$1 server=$2 count=$3
  local base=https://127.0.0.1:${port[$server]} strict=https://127.0.0.1:${strict_port[$server]}
  case $row in
    keep-alive) load_keep_alive 8 "$count" "$base/small.txt" ;;
    http2) load_http2 4 32 "$count" "$base/small.txt" ;;
    long-file) load_keep_alive 2 "$count" "$base/long.bin" ;;
    handshake) load_handshakes "$count" "$base/small.txt" ;;
    client-certificate)
      load_handshakes "$count" "$strict/small.txt" \
        --cert "$pki/client-chain.crt" --key "$pki/client.key"
      ;;
    path-certificate)
      load_handshakes "$count" "$base/restricted/small.txt" \
        --cert "$pki/client-chain.crt" --key "$pki/client.key"
      ;;
    resumed) load_resumed "$count" "$base/small.txt" ;;
  esac || die "$row: not every operation at $server succeeded; last words: $(tail -n 3 "$work/load.log")"
}

# load_keep_alive CONNECTIONS COUNT URL
load_keep_alive() {
  timeout "$LOAD_SECONDS" taskset -c 1 h2load --h1 -t1 -c "$1" -n "$2" "$3" >"$work/load.log" 2>&1
  grep -q "^requests:.* $2 succeeded," "$work/load.log"
}

# load_http2 CONNECTIONS STREAMS COUNT URL: so many streams at once on each connection.
load_http2() {
  timeout "$LOAD_SECONDS" taskset -c 1 h2load -t1 -c "$1" -m "$2" -n "$3" "$4" >"$work/load.log" 2>&1
  grep -q "^Application protocol: h2$" "$work/load.log" &&
    grep -q "^requests:.* $3 succeeded," "$work/load.log"
}

# load_handshakes COUNT URL [OPTION...]: each operation is a connection with a full handshake, the
# staple checked, and one GET.
load_handshakes() {
  local count=$1 url=$2
  shift 2
  load_connections "$count" "$url" --no-sessionid --cert-status "$@"
}

# load_resumed COUNT URL: each operation is a connection that goes on with the session of the one
# before, and one GET. The staple came with the first.
load_resumed() {
  curl -svk --noproxy '*' --http1.1 --tlsv1.3 -H 'Connection: close' -o /dev/null "$2?[1-2]" \
    2>"$work/load.log" || return
  grep -q 're-using session ID' "$work/load.log" || return
  load_connections "$1" "$2"
}

# load_connections COUNT URL [OPTION...]
load_connections() {
  local count=$1 url=$2
  shift 2
  timeout "$LOAD_SECONDS" taskset -c 1 curl -sS --noproxy '*' --http1.1 --tlsv1.3 \
    --cacert "$pki/ca.crt" -H 'Connection: close' -w '%{http_code}\n' -o /dev/null \
    "$@" "$url?[1-$count]" >"$work/load.log" 2>&1
  [ "$(grep -c '^200$' "$work/load.log")" = "$count" ]
}
