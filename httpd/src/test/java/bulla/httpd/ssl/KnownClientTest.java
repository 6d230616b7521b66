package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client costs the responder after its first request: nothing while the answer is fresh. */
class KnownClientTest extends AtGateSite {
  @ParameterizedTest
  @ValueSource(strings = {"-tls1_3 -enable_pha", "-tls1_3", "-tls1_2"})
  void requestsAndConnectionsAfterTheFirstCostNoQuery(String version) throws Exception {
    site.start();
    assertThat(get(version, "/restricted/x.txt", "/restricted/x.txt")).hasSize(2);
    assertThat(site.responder.queries()).isEqualTo(1);

    for (int i = 0; i < 3; i++) {
      assertThat(get(version, "/restricted/x.txt", "/index.txt", "/restricted/x.txt")).hasSize(2);
    }
    assertThat(site.responder.queries()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_3 -enable_pha", "-tls1_3", "-tls1_2"})
  void aResumedConnectionCostsNoQuery(String version) throws Exception {
    site.start();
    String session = root.resolve("session").toString();
    assertThat(get(version + " -sess_out " + session, "/restricted/x.txt")).hasSize(1);
    assertThat(site.responder.queries()).isEqualTo(1);

    assertThat(get(version + " -sess_in " + session, "/restricted/x.txt")).hasSize(1);
    assertThat(site.responder.queries()).isEqualTo(1);
  }

  /** A log that tells of each verdict tells of one that was at hand, too. */
  @Test
  void aVerdictThatIsKnownIsLogged() throws Exception {
    site.start("LogLevel ssl:info\n" + GateSite.configuration());
    for (int i = 1; i <= 3; i++) {
      assertThat(get("-tls1_3 -enable_pha", "/restricted/x.txt")).hasSize(1);
      assertThat(site.connectionLog().split("AH03239", -1)).hasSize(i + 1);
    }
  }

  /** The restricted documents that came, in order. */
  private List<String> get(String options, String... paths) throws Exception {
    List<String> all = new ArrayList<>(List.of(options.split(" ")));
    all.addAll(site.as("foo"));
    return site.client(GateSite.gets(paths), all.toArray(String[]::new))
        .output()
        .lines()
        .filter(line -> line.equals("restricted"))
        .toList();
  }
}
