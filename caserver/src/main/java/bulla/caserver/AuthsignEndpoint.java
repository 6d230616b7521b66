package bulla.caserver;

import bulla.ca.Profile;
import bulla.cfssl.AuthenticatedRequest;
import bulla.cfssl.CfsslException;
import bulla.cfssl.Json;
import bulla.cfssl.JsonException;
import bulla.cfssl.SignRequest;
import java.net.InetAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/v1/cfssl/authsign}: signs for those who hold the profile's key. The checks and
 * their answers come in multirootca's order. Why something was refused is logged, and never what
 * was sent.
 */
final class AuthsignEndpoint {
  private static final Logger LOG = LoggerFactory.getLogger(AuthsignEndpoint.class);

  private final Roots roots;
  private final String defaultLabel;
  private final Metrics metrics;

  AuthsignEndpoint(Roots roots, String defaultLabel, Metrics metrics) {
    this.roots = roots;
    this.defaultLabel = defaultLabel;
    this.metrics = metrics;
  }

  Answer answer(byte[] body, InetAddress client) {
    AuthenticatedRequest outer;
    SignRequest request;
    try {
      outer = AuthenticatedRequest.of(Json.object(body));
      request = SignRequest.of(Json.object(outer.request()));
    } catch (JsonException e) {
      metrics.badInput(Metrics.SIGN);
      return refused(client, "", 400, e.text(), "the request is not the JSON it should be");
    }
    String label = request.label().isEmpty() ? defaultLabel : request.label();
    Root root = roots.root(label);
    metrics.request(Metrics.SIGN, root == null ? "" : label);
    Answer answer = answer(outer, request, label, root, client);
    if (answer.status() != 200) {
      metrics.failure(Metrics.SIGN, root == null ? "" : label);
    }
    return answer;
  }

  private Answer answer(
      AuthenticatedRequest outer,
      SignRequest request,
      String label,
      @Nullable Root root,
      InetAddress client) {
    if (root == null) {
      return refused(client, label, 400, "bad request", "there is no such label");
    }
    if (!root.admits(client)) {
      return refused(client, label, 403, "not authorised", "the address is not within nets");
    }
    Profile named = root.configuration().profiles().get(request.profile());
    if (named == null && !request.profile().isEmpty()) {
      return refused(client, label, 400, "invalid profile", "there is no such profile");
    }
    Profile profile = named == null ? root.configuration().defaultProfile() : named;
    if (!profile.needsToken()) {
      return refused(
          client, label, 401, "authorisation required", "the profile has no auth_key to ask for");
    }
    if (!profile.accepts(outer.token(), outer.request())) {
      return refused(client, label, 400, "invalid token", "the token is not the auth_key's");
    }
    if (request.certificateRequest().isEmpty()) {
      return refused(client, label, 400, "invalid request", "there is no certificate_request");
    }
    try {
      String pem = root.authority().issue(request, profile, label).pem();
      LOG.info(
          "signature: label={}, profile={}, from {}",
          label,
          shown(request),
          client.getHostAddress());
      return Answer.signed(Map.of("certificate", pem));
    } catch (CfsslException e) {
      return refused(client, label, 400, "bad request", e.code().number() + " " + e.text());
    }
  }

  private static String shown(SignRequest request) {
    return request.profile().isEmpty() ? "default" : request.profile();
  }

  private static Answer refused(
      InetAddress client, String label, int status, String message, String reason) {
    LOG.warn(
        "authsign from {} for label '{}' refused with {}: {}",
        client.getHostAddress(),
        Printable.of(label),
        status,
        Printable.of(reason));
    return Answer.refused(status, message);
  }
}
