package bulla.http;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server that speaks HTTP/2 without TLS, and one connection that has begun. */
abstract class Http2Served {
  /** SETTINGS_INITIAL_WINDOW_SIZE, RFC 9113 6.5.2. */
  static final int INITIAL_WINDOW_SIZE = 4;

  private final HttpLimits limits;
  private final Http2Limits http2;

  @TempDir Path files;
  Served served;
  Http2Talk talk;

  /** Limits that are not met in passing. */
  Http2Served() {
    this(
        HttpLimits.defaults().with().keepAlive(true, Duration.ofSeconds(20), 100).build(),
        Http2Limits.defaults());
  }

  Http2Served(HttpLimits limits, Http2Limits http2) {
    this.limits = limits;
    this.http2 = http2;
  }

  @BeforeEach
  void start() throws IOException {
    served = served(http2);
    talk = new Http2Talk(served).begin();
  }

  @AfterEach
  void stop() throws IOException {
    talk.close();
    served.close();
  }

  /** One more server, with these limits. */
  final Served served(Http2Limits others) throws IOException {
    return new Served(files, limits, Served.priorKnowledge(others));
  }
}
