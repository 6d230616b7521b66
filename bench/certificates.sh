# Certificates of the measurement: a root with a server and an OCSP signer, an intermediate CA of
# the root with a client and its own OCSP signer; all P-256. Sourced by side-by-side.

make_certificates() {
  pki=$work/pki
  mkdir "$pki"
  responder_port=$(free_port)
  client_responder_port=$(free_port "$responder_port")
  {
    openssl_quiet req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
      -subj "/O=Bulla bench/CN=Bench CA" -keyout "$pki/ca.key" -out "$pki/ca.crt" &&
      issue ca server "/O=Bulla bench/CN=localhost" "$(leaf "$responder_port")" \
        "subjectAltName=DNS:localhost,IP:127.0.0.1" "extendedKeyUsage=serverAuth" &&
      issue ca ocsp "/O=Bulla bench/CN=ocsp" "$LEAF" "extendedKeyUsage=OCSPSigning" &&
      issue ca client-ca "/O=Bulla bench/CN=Client CA" "basicConstraints=critical,CA:true" \
        "keyUsage=critical,keyCertSign,cRLSign" &&
      issue client-ca client "/O=Bulla bench/CN=client" "$(leaf "$client_responder_port")" \
        "extendedKeyUsage=clientAuth" &&
      issue client-ca client-ocsp "/O=Bulla bench/CN=client ocsp" "$LEAF" \
        "extendedKeyUsage=OCSPSigning"
  } || die "openssl could not make the certificates; see $work/openssl.log"
  # curl looks for the issuer in what the server sends.
  cat "$pki/server.crt" "$pki/ca.crt" >"$pki/server-chain.crt"
  cat "$pki/client.crt" "$pki/client-ca.crt" >"$pki/client-chain.crt"
  # apache2 looks for the issuer of the OCSP signer here.
  cat "$pki/ca.crt" "$pki/client-ca.crt" >"$pki/trust.crt"
  make_index server
  make_index client
  make_staple
}

LEAF=basicConstraints=critical,CA:false

# leaf PORT: the extensions of a leaf whose responder is at a port.
leaf() {
  printf '%s\n' "$LEAF" "authorityInfoAccess=OCSP;URI:http://127.0.0.1:$1/"
}

# issue ISSUER NAME SUBJECT EXTENSION...
issue() {
  local issuer=$1 name=$2 subject=$3
  shift 3
  printf '%s\n' "$@" >"$pki/$name.ext"
  openssl_quiet req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "$subject" \
    -keyout "$pki/$name.key" -out "$pki/$name.csr" &&
    openssl_quiet x509 -req -in "$pki/$name.csr" -CA "$pki/$issuer.crt" -CAkey "$pki/$issuer.key" \
      -set_serial "0x$(openssl rand -hex 8 | sed 's/^./4/')" -days 2 -extfile "$pki/$name.ext" \
      -out "$pki/$name.crt"
}

# The database of openssl's responder, with one good certificate in it.
make_index() {
  : >"$pki/$1.index.attr"
  printf 'V\t491231235959Z\t\t%s\tunknown\t/CN=%s\n' \
    "$(openssl x509 -in "$pki/$1.crt" -noout -serial | cut -d= -f2)" "$1" >"$pki/$1.index"
}

# The response that nginx staples from a file; the others ask the responder for theirs.
make_staple() {
  openssl_quiet ocsp -issuer "$pki/ca.crt" -cert "$pki/server.crt" -no_nonce -reqout "$pki/server.req" &&
    openssl_quiet ocsp -index "$pki/server.index" -CA "$pki/ca.crt" -rsigner "$pki/ocsp.crt" \
      -rkey "$pki/ocsp.key" -ndays 2 -reqin "$pki/server.req" -respout "$pki/server.staple" ||
    die "openssl could not make the staple; see $work/openssl.log"
}

openssl_quiet() {
  openssl "$@" >>"$work/openssl.log" 2>&1
}
