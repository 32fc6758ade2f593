package io.hourglass.ledger.book.bench;

import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.PostResult;
import java.util.List;

/**
 * The books as a caller under load sees them: an answer is given only when it is durable. The one
 * place to change when posting changes; everything else here knows nothing of how it is done.
 */
interface Books extends AutoCloseable {
    /** Posts one entry; returns when the answer would survive a crash. */
    PostResult post(Entry entry);

    /** Posts a set, and returns each entry's answer in the order asked when all are durable. */
    List<PostResult> post(List<Entry> set);

    @Override
    void close();
}
