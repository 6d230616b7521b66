package bulla.httpd.md;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.Node;
import bulla.httpd.core.DirectiveRule;
import bulla.httpd.core.DirectiveScope;
import bulla.httpd.core.HttpdModule;
import bulla.httpd.core.ManagedStapling;
import bulla.httpd.core.Rules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Apache's mod_md, as far as it staples. Certificates come from the agent, or another client of a
 * CA, so that every directive that would manage one is refused.
 */
public final class MdModule implements HttpdModule {
  private static final Pattern DURATION =
      Pattern.compile("(\\d{1,9})(ms|s|mi|h|d|)", Pattern.CASE_INSENSITIVE);
  private static final Pattern PERCENT = Pattern.compile("([1-9]\\d?)%");

  private static final List<String> MANAGING =
      List.of(
          "MDomain",
          "MDActivationDelay",
          "MDBaseServer",
          "MDCAChallenges",
          "MDCertificateAgreement",
          "MDCertificateAuthority",
          "MDCertificateCheck",
          "MDCertificateFile",
          "MDCertificateKeyFile",
          "MDCertificateMonitor",
          "MDCertificateProtocol",
          "MDCertificateStatus",
          "MDChallengeDns01",
          "MDChallengeDns01Version",
          "MDCheckInterval",
          "MDContactEmail",
          "MDDriveMode",
          "MDExternalAccountBinding",
          "MDHttpProxy",
          "MDMatchNames",
          "MDMember",
          "MDMembers",
          "MDMessageCmd",
          "MDMustStaple",
          "MDNotifyCmd",
          "MDPortMap",
          "MDPrivateKeys",
          "MDRenewMode",
          "MDRenewWindow",
          "MDRequireHttps",
          "MDRetryDelay",
          "MDRetryFailover",
          "MDServerStatus",
          "MDStoreLocks",
          "MDWarnWindow");

  @Override
  public String file() {
    return "mod_md.c";
  }

  @Override
  public String identifier() {
    return "md_module";
  }

  @Override
  public List<DirectiveRule> directives() {
    Rules rules =
        new Rules("mod_md")
            .host(
                "MDStapling",
                Arguments.FLAG,
                "Enable/Disable OCSP Stapling for this/all Managed Domain(s).",
                Rules.serverFlag(ManagedStapling.ON))
            .host(
                "MDStapleOthers",
                Arguments.FLAG,
                "Enable/Disable OCSP Stapling for certificates not in Managed Domains.",
                Rules.serverFlag(ManagedStapling.OTHERS))
            .server(
                "MDStaplingKeepResponse",
                Arguments.ONE,
                "The amount of time to keep an OCSP response in the store.",
                MdModule::keepResponse)
            .server(
                "MDStaplingRenewWindow",
                Arguments.ONE,
                "The time window before expiry in which an OCSP response is renewed.",
                MdModule::renewWindow)
            .server(
                "MDStoreDir",
                Arguments.ONE,
                "the directory for file system storage of managed domain data.",
                MdModule::store);
    MANAGING.forEach(name -> rules.server(name, Arguments.ANY, "", MdModule::refuse));
    return rules.list();
  }

  private static void store(Node.Directive directive, DirectiveScope scope) {
    Path path = scope.resolve(directive.arguments().getFirst());
    scope.server().set(ManagedStapling.STORE, Optional.of(path));
  }

  private static void keepResponse(Node.Directive directive, DirectiveScope scope) {
    duration(directive.arguments().getFirst())
        .ifPresentOrElse(
            time -> scope.server().set(ManagedStapling.KEPT_UNUSED, time),
            () -> misread(directive, scope, "write a number and d, h, mi or s: 7d"));
  }

  private static void renewWindow(Node.Directive directive, DirectiveScope scope) {
    String text = directive.arguments().getFirst();
    Matcher percent = PERCENT.matcher(text);
    Optional<ManagedStapling.Window> window =
        percent.matches()
            ? Optional.of(new ManagedStapling.Window.Part(Integer.parseInt(percent.group(1))))
            : duration(text).map(ManagedStapling.Window.Time::new);
    if (window.isPresent()) {
      scope.server().set(ManagedStapling.RENEW_WINDOW, window);
    } else {
      misread(directive, scope, "write a part of the life, 33%, or a number and d, h, mi or s");
    }
  }

  private static void misread(Node.Directive directive, DirectiveScope scope, String remedy) {
    scope.error(directive.at(), directive.name() + " has unrecognized format", remedy);
  }

  private static void refuse(Node.Directive directive, DirectiveScope scope) {
    scope.error(
        directive.at(),
        directive.name() + " is not supported",
        "remove it: the server manages no certificates; have certmgr or an ACME client write them,"
            + " and name the files with SSLCertificateFile");
  }

  /** A number without a unit is one of days. */
  private static Optional<Duration> duration(String text) {
    Matcher form = DURATION.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(form.group(1));
    return Optional.of(
        switch (form.group(2).toLowerCase(Locale.ROOT)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          case "mi" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        });
  }
}
