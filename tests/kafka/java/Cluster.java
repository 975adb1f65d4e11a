import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One cluster and how to reach it: `--bootstrap` (default $KAFKA_ADMIN) and any `--property name=value`. */
final class Cluster {
  private static final Duration SILENCE_MAX = Duration.ofSeconds(60);
  private final Properties properties = new Properties();

  Cluster(Arguments arguments) {
    String admin = System.getenv().getOrDefault("KAFKA_ADMIN", "");
    String bootstrap = arguments.text("bootstrap", admin);
    if (bootstrap.isEmpty()) throw new Arguments.Wrong("neither --bootstrap nor KAFKA_ADMIN is given");
    properties.put("bootstrap.servers", bootstrap);
    for (String property : arguments.all("property")) {
      int equals = property.indexOf('=');
      if (equals < 0) throw new Arguments.Wrong("--property takes name=value");
      properties.put(property.substring(0, equals), property.substring(equals + 1));
    }
  }

  private Properties with(Map<String, String> more) {
    Properties all = new Properties();
    all.putAll(more);
    all.putAll(properties);
    return all;
  }

  Admin admin() {
    return Admin.create(with(Map.of()));
  }

  /** An idempotent producer; with a transactional id one of transactions. */
  KafkaProducer<byte[], byte[]> producer(String transactionalId) {
    Map<String, String> settings = new HashMap<>();
    settings.put("enable.idempotence", "true");
    settings.put("acks", "all");
    settings.put("compression.type", "lz4");
    settings.put("linger.ms", "10");
    settings.put("batch.size", "262144");
    if (!transactionalId.isEmpty()) settings.put("transactional.id", transactionalId);
    return new KafkaProducer<>(with(settings), new ByteArraySerializer(), new ByteArraySerializer());
  }

  KafkaConsumer<byte[], byte[]> consumer(IsolationLevel isolation) {
    return new KafkaConsumer<>(
        with(
            Map.of(
                "isolation.level", isolation.toString().toLowerCase(),
                "enable.auto.commit", "false",
                "auto.offset.reset", "none",
                "max.poll.records", "5000",
                "fetch.max.wait.ms", "20",
                "max.partition.fetch.bytes", "4194304")),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  static List<TopicPartition> partitions(Admin admin, String topic)
      throws ExecutionException, InterruptedException {
    return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().stream()
        .map(partition -> new TopicPartition(topic, partition.partition()))
        .toList();
  }

  static Map<TopicPartition, Long> offsets(
      Admin admin, List<TopicPartition> partitions, OffsetSpec which, IsolationLevel isolation)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (TopicPartition partition : partitions) asked.put(partition, which);
    Map<TopicPartition, ListOffsetsResultInfo> told =
        admin.listOffsets(asked, new ListOffsetsOptions(isolation)).all().get();
    Map<TopicPartition, Long> offsets = new HashMap<>();
    told.forEach((partition, info) -> offsets.put(partition, info.offset()));
    return offsets;
  }

  /**
   * Gives every record of a topic, as a reader of this isolation sees it, up to the end at the time of the
   * call; in the order of each partition. Returns those ends.
   */
  Map<TopicPartition, Long> read(
      Admin admin, String topic, IsolationLevel isolation, Consumer<ConsumerRecord<byte[], byte[]>> each)
      throws ExecutionException, InterruptedException {
    List<TopicPartition> partitions = partitions(admin, topic);
    Map<TopicPartition, Long> ends = offsets(admin, partitions, OffsetSpec.latest(), isolation);
    Map<TopicPartition, Long> begins = offsets(admin, partitions, OffsetSpec.earliest(), isolation);
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(isolation)) {
      consumer.assign(partitions);
      begins.forEach(consumer::seek);
      long heard = System.nanoTime();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        long before = total(consumer, partitions);
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          TopicPartition from = new TopicPartition(topic, record.partition());
          if (record.offset() < ends.get(from)) each.accept(record);
        }
        if (total(consumer, partitions) != before) heard = System.nanoTime();
        if (System.nanoTime() - heard > SILENCE_MAX.toNanos()) {
          throw new IllegalStateException(topic + " sends nothing although its end was not reached");
        }
      }
    }
    return ends;
  }

  private static long total(KafkaConsumer<?, ?> consumer, List<TopicPartition> partitions) {
    return partitions.stream().mapToLong(consumer::position).sum();
  }
}
