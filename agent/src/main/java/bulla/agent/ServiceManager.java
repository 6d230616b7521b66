package bulla.agent;

import java.util.List;

/** The service managers whose commands certmgr knows; found through PATH. */
enum ServiceManager {
  /** systemctl(1). */
  SYSTEMD {
    @Override
    List<String> command(String verb, String service) {
      return List.of("systemctl", verb, service);
    }

    @Override
    List<String> status(String service) {
      return List.of("systemctl", "is-active", service);
    }
  },
  /** service(8); has no status that could be relied on. */
  SYSV {
    @Override
    List<String> command(String verb, String service) {
      return List.of("service", service, verb);
    }

    @Override
    List<String> status(String service) {
      return List.of();
    }
  },
  /** rc-service(8). */
  OPENRC {
    @Override
    List<String> command(String verb, String service) {
      return List.of("rc-service", service, verb);
    }

    @Override
    List<String> status(String service) {
      return List.of("rc-service", service, "status");
    }
  },
  /** circus. */
  CIRCUS {
    @Override
    List<String> command(String verb, String service) {
      return List.of("circus", verb, service);
    }

    @Override
    List<String> status(String service) {
      return List.of("circus", "status", service);
    }
  };

  abstract List<String> command(String verb, String service);

  /** Ends with 0 if the service runs; empty if that cannot be asked. */
  abstract List<String> status(String service);
}
