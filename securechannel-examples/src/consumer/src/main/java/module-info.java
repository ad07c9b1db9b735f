module consumer {
    requires io.securechannel.pki;
}
