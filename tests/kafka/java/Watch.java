import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Looks at a topic as a read_committed reader does, and tells when something became visible. */
final class Watch {
  private final String topic;
  private final long seconds;
  private final List<String> after;

  Watch(Arguments arguments) {
    topic = arguments.text("topic");
    seconds = arguments.number("seconds", 60);
    after = arguments.list("after");
    arguments.finish();
  }

  /** The ends that an uncommitted reader sees: what a dead process left open lies before them. */
  private Map<TopicPartition, Long> starts(Admin admin) throws ExecutionException, InterruptedException {
    List<TopicPartition> partitions = Cluster.partitions(admin, topic);
    if (after.isEmpty()) {
      return Cluster.offsets(admin, partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    }
    Map<TopicPartition, Long> starts = new HashMap<>();
    for (TopicPartition partition : partitions) starts.put(partition, 0L);
    for (String pair : after) {
      int equals = pair.indexOf('=');
      int number = Integer.parseInt(pair.substring(0, equals));
      starts.put(new TopicPartition(topic, number), Long.parseLong(pair.substring(equals + 1)));
    }
    return starts;
  }

  /** Prints the milliseconds since 1970 at which the first record at or behind the starts arrived. */
  boolean first(Cluster cluster) throws ExecutionException, InterruptedException {
    return watch(cluster, true);
  }

  /** Prints `milliseconds records` for each arrival until the time is over. */
  void all(Cluster cluster) throws ExecutionException, InterruptedException {
    watch(cluster, false);
  }

  private boolean watch(Cluster cluster, boolean once) throws ExecutionException, InterruptedException {
    try (Admin admin = cluster.admin();
        KafkaConsumer<byte[], byte[]> consumer = cluster.consumer(IsolationLevel.READ_COMMITTED)) {
      Map<TopicPartition, Long> starts = starts(admin);
      consumer.assign(starts.keySet());
      starts.forEach(consumer::seek);
      System.err.println("watching");
      long end = System.nanoTime() + seconds * 1_000_000_000L;
      while (System.nanoTime() < end) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
        if (records.isEmpty()) continue;
        System.out.println(System.currentTimeMillis() + (once ? "" : " " + records.count()));
        if (once) return true;
      }
    }
    return !once;
  }
}
