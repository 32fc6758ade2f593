package io.hourglass.api.market;

import io.hourglass.api.Hourglass;
import io.hourglass.api.service.Desk;
import io.hourglass.api.service.Running;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.market.Instrument;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who and what orders name, remembered: a party never changes, nor does how an instrument is counted and
 * ticks. Whether it trades now is for the market to say.
 */
@Singleton
class Directory {
    private final Running running;
    private final Map<String, Party> parties = new ConcurrentHashMap<>();
    private final Map<String, Instrument> instruments = new ConcurrentHashMap<>();

    Directory(Running running) {
        this.running = running;
    }

    /** @throws jakarta.ws.rs.NotFoundException if the books know nobody of that name */
    Party party(String name) {
        return parties.computeIfAbsent(name, unknown -> {
            Hourglass up = running.get();
            return up.database()
                    .inTx(tx -> up.rooms().book().party(tx, unknown))
                    .orElseThrow(Desk.missing("party", unknown));
        });
    }

    /** @throws jakarta.ws.rs.NotFoundException if nothing is listed under the code */
    Instrument instrument(String code) {
        return instruments.computeIfAbsent(code, unknown -> {
            Hourglass up = running.get();
            return up.database()
                    .inTx(tx -> up.rooms().market().instrument(tx, unknown))
                    .orElseThrow(Desk.missing("instrument", unknown));
        });
    }
}
