package io.securechannel.examples.keys;

import io.securechannel.keys.PasswordCost;

/** Lets key stores that tests make cost next to nothing. */
public final class CheapPasswords {

    private CheapPasswords() {}

    public static void use() {
        StoreOptions.cost = PasswordCost.insecureForTests();
    }
}
