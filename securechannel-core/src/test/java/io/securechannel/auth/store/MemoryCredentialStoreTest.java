package io.securechannel.auth.store;

class MemoryCredentialStoreTest extends CredentialStoreContract {

    @Override
    CredentialStore create() {
        return CredentialStore.inMemory();
    }
}
