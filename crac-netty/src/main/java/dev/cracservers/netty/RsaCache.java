// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;

/**
 * What the JDK's RSA remembers of private keys. It blinds its computations with values that it
 * keeps for each key, beside the private exponent, in a weak map by the modulus: {@code RSACore} of
 * JDK 17. Such a map lets go of an entry only when it is used again.
 */
final class RsaCache {
  /** Long enough for the signature, and made in a few milliseconds. */
  private static final int BITS = 1024;

  private RsaCache() {}

  /** Makes the cache drop the keys that the garbage collector has found unreachable. */
  static void dropUnreachable() throws GeneralSecurityException {
    KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
    keys.initialize(BITS);
    PrivateKey throwaway = keys.generateKeyPair().getPrivate();
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(throwaway);
    byte[] unused = signature.sign();
  }
}
