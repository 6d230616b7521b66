package bulla.httpd.core;

import bulla.apacheconf.Configuration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the servers and hosts of what a configuration walk has found. */
final class ServerBuilder {
  private ServerBuilder() {}

  static ServerContext build(
      Frame frame,
      Configuration configuration,
      ErrorLog terminal,
      InstantSource clock,
      ProcessState process) {
    Settings settings = frame.server.build();
    Settings directory = frame.directory.build();
    SectionList sections = SectionList.of(frame.sections);
    ServerName name = settings.get(CoreSettings.SERVER_NAME).orElse(null);
    VirtualHost main =
        new VirtualHost(
            name == null ? null : name.host(),
            name == null ? 0 : name.port(),
            name == null ? null : name.scheme(),
            List.of(),
            List.of(),
            null,
            settings,
            directory,
            sections,
            HostLimits.of(settings),
            new HostLog(settings.get(CoreSettings.LOG_LEVEL), terminal));
    List<VirtualHost> hosts = new ArrayList<>();
    for (Frame.HostSection section : frame.hosts) {
      hosts.add(host(section, main, terminal));
    }
    return new ServerContext(
        main,
        hosts,
        settings.get(CoreSettings.LISTENS),
        configuration.serverRoot(),
        configuration.defines(),
        clock,
        process);
  }

  private static VirtualHost host(Frame.HostSection section, VirtualHost main, ErrorLog terminal) {
    Settings own = section.frame().server.build();
    Optional<ServerName> name = own.get(CoreSettings.SERVER_NAME);
    Settings merged = own.over(main.settings());
    return new VirtualHost(
        name.map(ServerName::host).orElse(null),
        name.map(ServerName::port).orElse(0),
        name.map(ServerName::scheme).orElse(null),
        own.get(CoreSettings.SERVER_ALIASES),
        section.addresses(),
        section.section().at(),
        merged,
        section.frame().directory.build().over(main.directory()),
        main.sections().then(SectionList.of(section.frame().sections)),
        HostLimits.of(merged),
        new HostLog(merged.get(CoreSettings.LOG_LEVEL), terminal));
  }
}
