package bulla.caserver;

import bulla.cfssl.Json;
import bulla.cfssl.JsonException;
import bulla.cfssl.JsonObject;

/** {@code POST /api/v1/cfssl/info}: tells a CA's certificate and what a profile grants. */
final class InfoEndpoint {
  private final Roots roots;
  private final String defaultLabel;
  private final Metrics metrics;

  InfoEndpoint(Roots roots, String defaultLabel, Metrics metrics) {
    this.roots = roots;
    this.defaultLabel = defaultLabel;
    this.metrics = metrics;
  }

  Answer answer(byte[] body) {
    String label;
    String profile;
    try {
      JsonObject request = Json.object(body);
      label = request.text("label").isEmpty() ? defaultLabel : request.text("label");
      profile = request.text("profile");
    } catch (JsonException e) {
      metrics.badInput(Metrics.INFO);
      return Answer.badInformation(400, e.text());
    }
    Root root = roots.root(label);
    metrics.request(Metrics.INFO, root == null ? "" : label);
    if (root == null) {
      metrics.failure(Metrics.INFO, "");
      return Answer.badInformation(400, "bad label");
    }
    return Answer.json(root.information(profile).members());
  }
}
