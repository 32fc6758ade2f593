package io.hourglass.api.console;

import com.microsoft.playwright.APIRequest;
import com.microsoft.playwright.APIRequestContext;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Somebody with a real browser in front of the console, who notes everything it complains about. */
final class Visitor implements AutoCloseable {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 1000;

    private final Playwright playwright;
    private final Browser browser;
    private final APIRequestContext reader;
    private final List<String> complaints = new ArrayList<>();

    private final String address;

    /** @param address of the service */
    Visitor(String address) {
        this.address = address;
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        reader = playwright.request().newContext(new APIRequest.NewContextOptions().setBaseURL(address));
        browser = playwright
                .chromium()
                .launch(new LaunchOptions()
                        .setExecutablePath(chromium())
                        .setHeadless(true)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--no-first-run")));
    }

    /** Opens a page of the console by light or by dark. */
    Page open(String path, ColorScheme scheme) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(WIDTH, HEIGHT)
                .setColorScheme(scheme)
                .setBaseURL(address));
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.type() + ": " + message.text());
            }
        });
        page.onPageError(error -> complaints.add("failure: " + error));
        page.onRequestFailed(request -> complaints.add("not loaded: " + request.url()));
        page.navigate(path);
        return page;
    }

    /** A page as it is sent, in no browser: where it loads itself again, nobody's visit is broken off. */
    String read(String path) {
        return reader.get(path).text();
    }

    /** What the browser complained about since it was last asked. */
    List<String> complaints() {
        List<String> said = List.copyOf(complaints);
        complaints.clear();
        return said;
    }

    @Override
    public void close() {
        reader.dispose();
        browser.close();
        playwright.close();
    }

    /** The one the environment names, else Debian's. */
    private static Path chromium() {
        return Stream.of("HOURGLASS_BROWSER", "HOURGLASS_CHROMIUM")
                .map(System::getenv)
                .filter(Objects::nonNull)
                .map(Path::of)
                .findFirst()
                .or(() -> Stream.of(Path.of("/usr/bin/chromium"))
                        .filter(Files::isExecutable)
                        .findFirst())
                .orElseThrow(() -> new IllegalStateException(
                        "no browser: set HOURGLASS_BROWSER to a chromium, or leave the page tests out"));
    }
}
