// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** Secrets in each of the ways in which a bean can have them. */
@ConfigurationProperties("app")
class Secrets {
  private String name = "";
  private String apiKey = "";
  private char[] pin = {};
  private String treeSecret = "";
  private List<Client> clients = new ArrayList<>();
  private Account account = new Account("", "");
  private final Map<String, String> credentials = new LinkedHashMap<>();

  Map<String, String> all() {
    return Map.of(
        "key",
        apiKey,
        "pin",
        String.valueOf(pin),
        "tree",
        treeSecret,
        "list",
        clients.get(0).getName() + "=" + clients.get(0).getSecret(),
        "map",
        "m=" + credentials.get("m"),
        "record",
        account.name() + "=" + account.password());
  }

  public String getName() {
    return name;
  }

  public void setName(String value) {
    name = value;
  }

  public String getApiKey() {
    return apiKey;
  }

  public void setApiKey(String value) {
    apiKey = value;
  }

  public char[] getPinPassword() {
    return pin.clone();
  }

  public void setPinPassword(char[] value) {
    pin = value;
  }

  public void setTreeSecret(String value) {
    treeSecret = value;
  }

  public List<Client> getClients() {
    return clients;
  }

  public void setClients(List<Client> value) {
    clients = value;
  }

  public Map<String, String> getCredentials() {
    return credentials;
  }

  public Account getAccount() {
    return account;
  }

  public void setAccount(Account value) {
    account = value;
  }

  record Account(String name, String password) {}

  static class Client {
    private String name = "";
    private String secret = "";

    public String getName() {
      return name;
    }

    public void setName(String value) {
      name = value;
    }

    public String getSecret() {
      return secret;
    }

    public void setSecret(String value) {
      secret = value;
    }
  }
}
