// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.util.regex.Pattern;

/**
 * What a JDBC URL tells without its driver: whether it carries a secret, whether it names a
 * database inside this process.
 */
record JdbcUrl(String text) {
  private static final Pattern PASSWORD_PARAMETER =
      Pattern.compile("[?&;,(]\\s*\\w*password\\s*=", Pattern.CASE_INSENSITIVE);
  private static final Pattern USER_PARAMETER =
      Pattern.compile("[?&;,(]\\s*user\\s*=", Pattern.CASE_INSENSITIVE);
  private static final Pattern LOGIN_BEFORE_HOST =
      Pattern.compile("^[^?;(]*?(//|:)[^/:@?;(]+[:/][^/:@?;(]+@");
  private static final Pattern USER_BEFORE_HOST = Pattern.compile("^[^?;(]*?//[^/:@?;(]+@");
  private static final Pattern IN_MEMORY =
      Pattern.compile(
          "^jdbc:(h2:(mem:|(nio)?mem(fs|lz):)|hsqldb:(mem:|\\.)|derby:memory:"
              + "|(sqlite|duckdb):(:memory:|file::memory:|$|\\?|.*[?&]mode=memory\\b)).*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** Returns whether it carries a password; drivers prefer that one to the one they are given. */
  boolean hasPassword() {
    return PASSWORD_PARAMETER.matcher(text).find() || LOGIN_BEFORE_HOST.matcher(text).find();
  }

  /** Returns whether it carries a user; drivers prefer that one to the one they are given. */
  boolean hasUser() {
    return USER_PARAMETER.matcher(text).find()
        || USER_BEFORE_HOST.matcher(text).find()
        || LOGIN_BEFORE_HOST.matcher(text).find();
  }

  /** Returns whether the database lives in this process and goes with its last connection. */
  boolean isInMemory() {
    return IN_MEMORY.matcher(text).matches();
  }

  /** Returns the URL without its parameters and without a login. */
  @Override
  public String toString() {
    String place = text.split("[?;(]", 2)[0];
    int at = place.lastIndexOf('@');
    if (at < 0) {
      return place;
    }
    int slashes = place.indexOf("//");
    int start = slashes >= 0 && slashes < at ? slashes + 2 : afterSecondColon(place);
    return start < at ? place.substring(0, start) + "..." + place.substring(at) : place;
  }

  private static int afterSecondColon(String place) {
    return place.indexOf(':', place.indexOf(':') + 1) + 1;
  }
}
