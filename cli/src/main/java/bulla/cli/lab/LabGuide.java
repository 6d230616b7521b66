package bulla.cli.lab;

/** What the lab prints when it is up: the article's commands, ready to paste. */
final class LabGuide {
  private LabGuide() {}

  static String text(Lab lab) {
    LabCommands commands = new LabCommands(lab.layout(), lab.ports());
    LabLayout layout = lab.layout();
    return """

    The lab is up. In another terminal:

    The staple on the server's certificate:
      %s </dev/null

    What anybody may have:
      %s

    What needs a certificate, without one (ends in: alert certificate required):
      %s

    With the partner's certificate (the key's passphrase is '%s'):
      %s

    Revoke it, and try again (ends in: alert certificate revoked). When the lab is started the
    next time without %s, it issues a new one:
      %s

    What the web server leans on to tell whether certificates are revoked, asked from here:
      %s

    Logs: %s
          %s
          %s
    Ctrl-C stops everything.
    """
        .formatted(
            LabCommands.typed(commands.sClient()),
            LabCommands.typed(commands.curl("/")),
            LabCommands.typed(commands.curl("/restricted/sensitive.txt")),
            LabPki.PASSPHRASE,
            LabCommands.typed(
                commands.curlAs("foo-data-exchange-svc01", "/restricted/sensitive.txt")),
            commands.certificate("foo-data-exchange-svc01"),
            LabCommands.typed(LabRevocation.shown(layout, "foo-data-exchange-svc01")),
            commands.doctor(),
            layout.accessLog(),
            layout.errorLog(),
            layout.sslErrorLog());
  }
}
