package io.hourglass.api.service;

import io.hourglass.api.Hourglass;
import io.hourglass.api.work.WorkLoop;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready when everything is up and no work loop fails; else says which does not, and since when. */
@Readiness
@ApplicationScoped
final class Health implements HealthCheck {
    private final Running running;

    Health(Running running) {
        this.running = running;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("hourglass");
        Optional<Hourglass> up = running.ifUp();
        if (up.isEmpty()) {
            return answer.down()
                    .withData("waiting for", running.waitingFor())
                    .withData("since", running.since().toString())
                    .build();
        }
        List<WorkLoop.Status> loops =
                up.get().loops().stream().map(WorkLoop::status).toList();
        loops.forEach(loop -> answer.withData(
                loop.name(),
                loop.failingSince()
                        .map(since -> "fails since " + since + ": " + loop.why())
                        .orElse("works")));
        return answer.status(loops.stream().allMatch(loop -> loop.failingSince().isEmpty()))
                .build();
    }
}
