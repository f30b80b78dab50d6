package dev.banyan.cli.demo;

import dev.banyan.cli.display.Display;
import java.time.Duration;

/** What each capability's move shares with the others. */
record DemoParts(ProxyAdmin proxy, Watch watch, Display display, Duration stage) {}
