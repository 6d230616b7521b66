package bulla.httpd.metrics;

import bulla.http.Content;
import bulla.http.Response;
import bulla.httpd.core.Hooks;
import bulla.httpd.core.HttpdModule;
import bulla.httpd.core.Reply;
import bulla.httpd.core.RequestContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The handler {@code bulla-metrics}: what all modules have measured, for Prometheus. Nobody sees it
 * unless a section names it with SetHandler.
 */
public final class MetricsModule implements HttpdModule {
  private static final String HANDLER = "bulla-metrics";

  @Override
  public String file() {
    return "mod_bulla_metrics.c";
  }

  @Override
  public String identifier() {
    return "bulla_metrics_module";
  }

  @Override
  public void register(Hooks hooks) {
    hooks.handler(HANDLER, request -> answer(hooks, request));
  }

  private CompletionStage<Reply> answer(Hooks hooks, RequestContext request) {
    String method = request.request().method();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return CompletableFuture.completedFuture(new Reply.Status(405));
    }
    Machine machine = request.server().process().part(Machine.class, Machine::new);
    String accept = request.request().field("Accept");
    return CompletableFuture.supplyAsync(
            () -> Exposition.of(hooks.collectors(), machine, accept), request.blocking())
        .thenApplyAsync(MetricsModule::page, request.connection().eventLoop());
  }

  private static Reply page(Exposition exposition) {
    return new Reply.Page(
        200,
        List.of(
            new Response.Field("Content-Type", exposition.type()),
            new Response.Field("Cache-Control", "no-store")),
        new Content.Bytes(exposition.text()));
  }
}
