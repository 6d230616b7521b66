# Certificates of the measurement: a CA, a server, a client, an OCSP signer; all P-256.
# Sourced by side-by-side.

make_certificates() {
  pki=$work/pki
  mkdir "$pki"
  responder_port=$(free_port)
  {
    openssl_quiet req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
      -subj "/O=Bulla bench/CN=Bench CA" -keyout "$pki/ca.key" -out "$pki/ca.crt"
    issue server "/O=Bulla bench/CN=localhost" \
      "subjectAltName=DNS:localhost,IP:127.0.0.1" "extendedKeyUsage=serverAuth"
    issue client "/O=Bulla bench/CN=client" "extendedKeyUsage=clientAuth"
    issue ocsp "/O=Bulla bench/CN=ocsp" "extendedKeyUsage=OCSPSigning"
  } || die "openssl could not make the certificates; see $work/openssl.log"
  # curl looks for the issuer in what the server sends.
  cat "$pki/server.crt" "$pki/ca.crt" >"$pki/server-chain.crt"
  : >"$pki/index.txt.attr"
  {
    index_line server
    index_line client
  } >"$pki/index.txt"
  make_staple
}

# issue NAME SUBJECT EXTENSION...
issue() {
  local name=$1 subject=$2
  shift 2
  {
    printf '%s\n' "$@" "basicConstraints=critical,CA:false"
    [ "$name" = ocsp ] || echo "authorityInfoAccess=OCSP;URI:http://127.0.0.1:$responder_port/"
  } >"$pki/$name.ext"
  openssl_quiet req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "$subject" \
    -keyout "$pki/$name.key" -out "$pki/$name.csr" &&
    openssl_quiet x509 -req -in "$pki/$name.csr" -CA "$pki/ca.crt" -CAkey "$pki/ca.key" \
      -set_serial "0x$(openssl rand -hex 8 | sed 's/^./4/')" -days 2 -extfile "$pki/$name.ext" \
      -out "$pki/$name.crt"
}

index_line() {
  printf 'V\t491231235959Z\t\t%s\tunknown\t/CN=%s\n' \
    "$(openssl x509 -in "$pki/$1.crt" -noout -serial | cut -d= -f2)" "$1"
}

# The response that nginx staples from a file; the others ask the responder for theirs.
make_staple() {
  openssl_quiet ocsp -issuer "$pki/ca.crt" -cert "$pki/server.crt" -no_nonce -reqout "$pki/server.req" &&
    openssl_quiet ocsp -index "$pki/index.txt" -CA "$pki/ca.crt" -rsigner "$pki/ocsp.crt" \
      -rkey "$pki/ocsp.key" -ndays 2 -reqin "$pki/server.req" -respout "$pki/server.staple" ||
    die "openssl could not make the staple; see $work/openssl.log"
}

openssl_quiet() {
  openssl "$@" >>"$work/openssl.log" 2>&1
}
