import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes news items, one JSON object per message, with the id as the key. The same arguments write the same
 * messages. Each id has a text of its own, so that no two items look like copies.
 */
final class Load {
  private static final long DAY_ONE = Instant.parse("2026-01-05T06:00:00Z").toEpochMilli();
  private static final String[] SYLLABLES = {
    "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "qui", "ro", "su", "ta", "ve", "wi",
    "yo", "zu", "bra", "cle", "dri", "flo", "gru", "pla", "ste", "tri", "sno", "swa", "the", "shi"
  };

  private final String topic;
  private final String prefix;
  private final long count;
  private final int size;
  private final double repeat;
  private final double revisions;
  private final double bad;
  private final long seed;
  private final long rate;
  private final String transactionalId;
  private final long transaction;
  private final double abort;
  private final boolean leaveOpen;

  /** The version of the text of each id; grows with the ids. */
  private int[] versions = new int[1024];

  private int ids = 0;

  Load(Arguments arguments) {
    topic = arguments.text("topic");
    prefix = arguments.text("prefix", "urn:load:");
    count = arguments.number("count", 1000);
    size = (int) arguments.number("size", 1000);
    repeat = arguments.fraction("repeat");
    revisions = arguments.fraction("revisions");
    bad = arguments.fraction("bad");
    seed = arguments.number("seed", 1);
    rate = arguments.number("rate", 0);
    transactionalId = arguments.text("transactional-id", "");
    transaction = arguments.number("transaction", 100);
    abort = arguments.fraction("abort");
    leaveOpen = arguments.text("last", "commit").equals("open");
  }

  private long repeated = 0;
  private long revised = 0;
  private long broken = 0;

  void run(Cluster cluster) {
    SplittableRandom random = new SplittableRandom(seed);
    SplittableRandom fate = new SplittableRandom(~seed);
    AtomicReference<Exception> failure = new AtomicReference<>();
    long aborted = 0;
    long begun = System.nanoTime();
    boolean transactional = !transactionalId.isEmpty();
    try (KafkaProducer<byte[], byte[]> producer = cluster.producer(transactionalId)) {
      if (transactional) producer.initTransactions();
      for (long n = 0; n < count && failure.get() == null; n++) {
        if (rate > 0) pace(begun + n * 1_000_000_000L / rate);
        if (transactional && n % transaction == 0) producer.beginTransaction();
        producer.send(
            next(random, n),
            (metadata, problem) -> {
              if (problem != null) failure.compareAndSet(null, problem);
            });
        boolean last = n + 1 == count;
        if (!transactional || !last && (n + 1) % transaction != 0) continue;
        if (last && leaveOpen) {
          producer.flush();
          System.out.println("left open");
          System.out.flush();
          // close() would end the transaction.
          Runtime.getRuntime().halt(0);
        }
        if (fate.nextDouble() < abort) {
          producer.flush();
          producer.abortTransaction();
          aborted += n % transaction + 1;
        } else {
          producer.commitTransaction();
        }
      }
    }
    if (failure.get() != null) throw new IllegalStateException("load " + topic, failure.get());
    System.out.printf(
        "sent %d ids %d repeated %d revised %d broken %d aborted %d milliseconds %d%n",
        count, ids, repeated, revised, broken, aborted, (System.nanoTime() - begun) / 1_000_000);
  }

  /** Draws what the message with this number is: a repeat, a revision, broken, or a new item. */
  private ProducerRecord<byte[], byte[]> next(SplittableRandom random, long n) {
    double draw = random.nextDouble();
    int id = ids == 0 ? 0 : random.nextInt(ids);
    String key = prefix + id;
    String value;
    if (ids > 0 && draw < repeat) {
      repeated++;
      value = item(id, versions[id]);
    } else if (ids > 0 && draw < repeat + revisions) {
      revised++;
      value = item(id, ++versions[id]);
    } else if (draw >= repeat + revisions && draw < repeat + revisions + bad) {
      broken++;
      key = prefix + "broken:" + n;
      value = "{\"id\":\"" + key + "\",\"title\":";
    } else {
      id = ids++;
      if (ids > versions.length) versions = Arrays.copyOf(versions, 2 * versions.length);
      key = prefix + id;
      value = item(id, 0);
    }
    return new ProducerRecord<>(
        topic, key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
  }

  private static void pace(long due) {
    long left = due - System.nanoTime();
    if (left > 200_000) LockSupport.parkNanos(left);
  }

  /** A revision keeps the beginning of its text and ends in another way. */
  private String item(int id, int version) {
    SplittableRandom own = new SplittableRandom(seed * 1_000_003 + id);
    StringBuilder json = new StringBuilder(size + 64);
    json.append("{\"id\":\"").append(prefix).append(id);
    json.append("\",\"url\":\"https://load.example/").append(Math.floorMod(prefix.hashCode(), 9999));
    json.append('/').append(id).append("\",\"title\":\"");
    words(json, own, json.length() + 40);
    json.append("\",\"date_published\":\"").append(Instant.ofEpochMilli(DAY_ONE + 1000L * id));
    if (version > 0) {
      Instant modified = Instant.ofEpochMilli(DAY_ONE + 1000L * id + 60_000L * version);
      json.append("\",\"date_modified\":\"").append(modified);
    }
    json.append("\",\"language\":\"en\",\"content_text\":\"");
    int end = Math.max(size - 2, json.length() + 100);
    words(json, own, end - 60);
    if (version > 0) own = new SplittableRandom(seed * 1_000_003 + id + 0x9e3779b97f4a7c15L * version);
    json.append(". ");
    words(json, own, end);
    return json.append("\"}").toString();
  }

  private static void words(StringBuilder json, SplittableRandom random, int end) {
    boolean first = true;
    do {
      if (!first) json.append(' ');
      first = false;
      int bits = random.nextInt();
      int syllables = 2 + (bits >>> 30) % 3;
      for (int i = 0; i < syllables; i++) json.append(SYLLABLES[bits >>> 5 * i & 31]);
    } while (json.length() < end);
  }
}
