package bulla.tls;

import bulla.testkit.Issued;
import bulla.testkit.TestCa;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A host's settings, piece by piece. */
final class TestSettings {

  private final String id;
  private final List<TlsSettings.Identity> identities = new ArrayList<>();
  private final List<byte[]> trust = new ArrayList<>();
  private Set<String> protocols = Set.of("TLSv1.2", "TLSv1.3");
  private ClientAuthentication asked = ClientAuthentication.NONE;
  private int depth = 1;
  private ClientVerifier verifier = (chain, _) -> chain.error();
  private @Nullable HandshakeRequest handshakeRequest;
  private String sessionPolicy = "";
  private List<String> applicationProtocols = List.of();
  private boolean serverProtocolOrder = true;
  private TlsSessions sessions = TlsSessions.inTickets();
  private final List<TlsSettings.Command> commands = new ArrayList<>();
  private @Nullable String cipherList;

  TestSettings(String id) {
    this.id = id;
  }

  static TestSettings of(String id, Issued server) {
    return new TestSettings(id).identity(server, List.of(), () -> null);
  }

  TestSettings identity(Issued server, List<byte[]> chain, StapleSource staples) {
    identities.add(
        new TlsSettings.Identity(server.certificate().der(), chain, key(server), staples));
    return this;
  }

  static TlsKey key(Issued server) {
    try {
      return TlsKey.ofPem(server.keyPem().getBytes(StandardCharsets.US_ASCII), null);
    } catch (TlsSettingsException refused) {
      throw new IllegalStateException(refused);
    }
  }

  TestSettings trusting(TestCa... authorities) {
    for (TestCa authority : authorities) {
      trust.add(authority.certificate().der());
    }
    return this;
  }

  TestSettings asking(ClientAuthentication mode, int newDepth) {
    asked = mode;
    depth = newDepth;
    return this;
  }

  TestSettings protocols(String... names) {
    protocols = Set.of(names);
    return this;
  }

  TestSettings verifier(ClientVerifier other) {
    verifier = other;
    return this;
  }

  TestSettings handshakeRequest(int atMost) {
    handshakeRequest = new HandshakeRequest(atMost);
    return this;
  }

  TestSettings sessionPolicy(String policy) {
    sessionPolicy = policy;
    return this;
  }

  TestSettings clientProtocolOrder() {
    serverProtocolOrder = false;
    return this;
  }

  TestSettings applicationProtocols(String... names) {
    applicationProtocols = List.of(names);
    return this;
  }

  TestSettings sessions(TlsSessions other) {
    sessions = other;
    return this;
  }

  TestSettings command(String name, String value) {
    commands.add(new TlsSettings.Command(name, value));
    return this;
  }

  TestSettings cipherList(String list) {
    cipherList = list;
    return this;
  }

  TlsSettings settings() {
    return new TlsSettings(
        id,
        identities,
        protocols,
        cipherList,
        null,
        false,
        asked,
        depth,
        trust,
        List.of(),
        verifier,
        handshakeRequest,
        sessionPolicy,
        applicationProtocols,
        serverProtocolOrder,
        sessions,
        commands);
  }

  /** The host; the keys were for it alone. */
  TlsHost host() throws TlsSettingsException {
    try {
      return TlsHost.of(settings());
    } finally {
      identities.forEach(identity -> identity.key().close());
    }
  }

  /** Certificate, chain and key in one file, as curl and s_client take them. */
  static String file(Path directory, Issued issued, TestCa... chain) throws Exception {
    StringBuilder pem = new StringBuilder(issued.keyPem()).append(issued.pem());
    for (TestCa authority : chain) {
      pem.append(authority.certificate().pem());
    }
    Path file = Files.createTempFile(directory, "client", ".pem");
    Files.writeString(file, pem);
    return file.toString();
  }
}
