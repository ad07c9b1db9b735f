#!/bin/sh
# Makes the keys and certificates that the tests of io.securechannel.keys read. Run it in this directory with
# OpenSSL 3.0 and a JDK's keytool. Everything here is for tests alone: the keys are public, and the password of all that
# is encrypted is "fixture password" ("clé secrète" where the name says utf8). Certificates run for 100 years.
set -eu
password='pass:fixture password'
days=36500
rm -f ./*.pem ./*.p12 ./*.jks

# One authority and one intermediate for all.
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out root-key.pem
openssl req -x509 -new -key root-key.pem -days $days -subj '/CN=Fixture Root' -out root.pem
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out intermediate-key.pem
openssl req -new -key intermediate-key.pem -subj '/CN=Fixture Intermediate' -out request.pem
printf 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n' > ca.ext
openssl x509 -req -in request.pem -CA root.pem -CAkey root-key.pem -days $days -extfile ca.ext -out intermediate.pem
# The same name, issued again for the same key: two chains are possible.
openssl x509 -req -in request.pem -CA root.pem -CAkey root-key.pem -days $days -extfile ca.ext -out intermediate2.pem

leaf() { # name: from name-pkcs8.pem to name-cert.pem
    openssl req -new -key "$1-pkcs8.pem" -subj "/CN=$1.example" -out request.pem
    openssl x509 -req -in request.pem -CA intermediate.pem -CAkey intermediate-key.pem -days $days -out "$1-cert.pem"
}
encrypted() { # name: the forms of encrypted PKCS#8
    openssl pkcs8 -topk8 -in "$1-pkcs8.pem" -v2 aes-256-cbc -passout "$password" -out "$1-pkcs8-aes256.pem"
    openssl pkcs8 -topk8 -in "$1-pkcs8.pem" -scrypt -passout "$password" -out "$1-pkcs8-scrypt.pem"
}

openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa-pkcs8.pem
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3 -out rsa-exponent-3-pkcs8.pem
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ec-pkcs8.pem
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out p384-pkcs8.pem
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521 -out p521-pkcs8.pem
openssl genpkey -algorithm ED25519 -out ed25519-pkcs8.pem
openssl genpkey -algorithm ED448 -out ed448-pkcs8.pem
for name in rsa ec p384 p521 ed25519 ed448; do leaf $name; done
for name in rsa ec ed25519; do encrypted $name; done

# Other encryptions of PKCS#8.
for prf in hmacWithSHA1 hmacWithSHA256 hmacWithSHA512; do
    openssl pkcs8 -topk8 -in ec-pkcs8.pem -v2 aes-128-cbc -v2prf $prf -iter 1000 -passout "$password" \
        -out ec-pkcs8-aes128-$prf.pem
done
openssl pkcs8 -topk8 -in ec-pkcs8.pem -v2 des3 -passout "$password" -out ec-pkcs8-des3.pem
openssl pkcs8 -topk8 -in ec-pkcs8.pem -v1 PBE-SHA1-3DES -passout "$password" -out ec-pkcs8-v1-3des.pem
openssl pkcs8 -topk8 -in ec-pkcs8.pem -v1 PBE-MD5-DES -provider legacy -provider default -passout "$password" \
    -out ec-pkcs8-v1-md5-des.pem
openssl pkcs8 -topk8 -in ec-pkcs8.pem -v2 camellia-256-cbc -passout "$password" -out ec-pkcs8-camellia.pem
openssl pkcs8 -topk8 -in ec-pkcs8.pem -v2 aes-256-cbc -passout 'pass:clé secrète' -out ec-pkcs8-utf8.pem
openssl pkcs8 -topk8 -in ec-pkcs8.pem -v1 PBE-SHA1-3DES -passout 'pass:clé secrète' -out ec-pkcs8-v1-utf8.pem
openssl pkcs8 -topk8 -in ec-pkcs8.pem -v2 aes-256-cbc -iter 10000001 -passout "$password" -out hostile-pbkdf2.pem

# Keys by themselves, plain and in the traditional encryption.
openssl rsa -in rsa-pkcs8.pem -traditional -out rsa-pkcs1.pem
openssl rsa -in rsa-pkcs8.pem -traditional -aes256 -passout "$password" -out rsa-pkcs1-aes256.pem
openssl rsa -in rsa-pkcs8.pem -traditional -des3 -passout "$password" -out rsa-pkcs1-des3.pem
openssl ec -in ec-pkcs8.pem -out ec-sec1.pem
openssl ec -in ec-pkcs8.pem -aes256 -passout "$password" -out ec-sec1-aes256.pem
openssl ec -in ec-pkcs8.pem -des3 -passout "$password" -out ec-sec1-des3.pem
openssl ec -in ec-pkcs8.pem -camellia256 -passout "$password" -out ec-sec1-camellia.pem
openssl ec -in ec-pkcs8.pem -aes256 -passout 'pass:clé secrète' -out ec-sec1-utf8.pem
openssl ecparam -name prime256v1 -out parameters.pem
cat parameters.pem ec-sec1.pem > ec-sec1-parameters.pem
openssl ec -in ec-pkcs8.pem -no_public -out ec-sec1-no-public.pem
openssl ec -in ec-pkcs8.pem -param_enc explicit -out ec-sec1-explicit.pem

# Layout.
sed 's/$/\r/' rsa-pkcs1-aes256.pem > rsa-pkcs1-aes256-crlf.pem
sed 's/$/\r/' ec-pkcs8.pem > ec-pkcs8-crlf.pem
sed 's/$/\r/' ec-cert.pem > ec-cert-crlf.pem
openssl x509 -in ec-cert.pem -text -out ec-cert-text.pem
openssl rsa -in rsa-pkcs8.pem -text -out rsa-text.pem
for name in rsa ec ed25519; do cat $name-cert.pem intermediate.pem > $name-chain.pem; done
cat ec-cert.pem intermediate.pem root.pem > ec-chain-root.pem
cat root.pem ec-cert.pem intermediate.pem > ec-chain-mixed.pem
cat ec-cert.pem ec-cert.pem intermediate.pem > ec-chain-twice.pem
cat ec-cert.pem root.pem > ec-chain-gap.pem
cat ec-cert.pem intermediate.pem rsa-cert.pem > ec-chain-stranger.pem
cat ec-cert.pem root.pem intermediate.pem intermediate2.pem > ec-chain-ambiguous.pem
cat ec-pkcs8.pem ec-cert.pem intermediate.pem > ec-all.pem
cat ec-pkcs8-aes256.pem ec-cert.pem intermediate.pem > ec-all-encrypted.pem
cat ec-pkcs8.pem rsa-pkcs8.pem > two-keys.pem

# PKCS#12.
for name in rsa ec ed25519; do
    openssl pkcs12 -export -inkey $name-pkcs8.pem -in $name-cert.pem -certfile intermediate.pem -name "My Key" \
        -passout "$password" -out $name.p12
done
openssl pkcs12 -export -legacy -inkey rsa-pkcs8.pem -in rsa-cert.pem -certfile intermediate.pem \
    -passout "$password" -out rsa-legacy.p12
openssl pkcs12 -export -inkey ec-pkcs8.pem -in ec-cert.pem -passout 'pass:clé secrète' -out ec-utf8.p12
openssl pkcs12 -export -inkey ec-pkcs8.pem -nocerts -passout "$password" -out no-certificate.p12
openssl pkcs12 -export -nokeys -in ec-chain.pem -passout "$password" -out no-key.p12
openssl pkcs12 -export -inkey ec-pkcs8.pem -in ec-cert.pem -iter 4000000 -passout "$password" \
    -out hostile.p12
cp ec.p12 two-keys.p12
keytool -importkeystore -noprompt -srckeystore rsa.p12 -srcstorepass "${password#pass:}" -srcalias 'my key' \
    -destalias other -destkeystore two-keys.p12 -deststorepass "${password#pass:}" 2> /dev/null
keytool -importkeystore -noprompt -srckeystore ec.p12 -srcstorepass "${password#pass:}" -srcalias 'my key' \
    -destkeystore ec.jks -deststoretype JKS -deststorepass "${password#pass:}" 2> /dev/null

# What is refused.
openssl genrsa -out weak-pkcs8.pem 1024
leaf weak
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1 -out secp256k1-pkcs8.pem
leaf secp256k1
openssl genpkey -algorithm X25519 -out x25519-pkcs8.pem
openssl dsaparam -genkey -noout 1024 > dsa-traditional.pem
openssl pkcs8 -topk8 -nocrypt -in dsa-traditional.pem -out dsa-pkcs8.pem
openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out rsa-pss-pkcs8.pem
openssl pkey -in ec-pkcs8.pem -pubout -out ec-public.pem
openssl req -new -key ec-pkcs8.pem -subj '/CN=ec.example' -out ec-request.pem
openssl x509 -in ec-cert.pem -trustout -addtrust serverAuth -out ec-trusted.pem
openssl crl2pkcs7 -nocrl -certfile ec-chain.pem -out ec-pkcs7.pem
# The form of OpenSSH, made up: the block is refused by its label.
printf -- '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n-----END OPENSSH PRIVATE KEY-----\n' > openssh.pem
# Expired in 2001.
openssl req -new -key ec-pkcs8.pem -subj '/CN=expired.example' -out request.pem
mkdir ca && touch ca/index.txt
printf '[ca]\ndefault_ca=d\n[d]\ndatabase=ca/index.txt\nnew_certs_dir=ca\nrand_serial=yes\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n' > ca/ca.cnf
openssl ca -batch -config ca/ca.cnf -selfsign -keyfile ec-pkcs8.pem -in request.pem -notext \
    -startdate 20000101000000Z -enddate 20010101000000Z -out expired-cert.pem
rm -r ca request.pem ca.ext parameters.pem root-key.pem intermediate-key.pem
