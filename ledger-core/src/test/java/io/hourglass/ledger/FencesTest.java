package io.hourglass.ledger;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.persistence.Entity;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The fences between the rooms of ledger-core, and around it. */
class FencesTest {
    private static final String ROOT = "io.hourglass.ledger.";

    /** What each room may know; every room may know money and book, and pricing's mathematics. */
    private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
            Map.entry("money", Set.of()),
            Map.entry("book", Set.of("money")),
            Map.entry("settlement", Set.of("money", "book")),
            // Every room that goes by terms declares them in one way, and none knows how they are changed.
            Map.entry("terms", Set.of("money", "book")),
            Map.entry("capacity", Set.of("money", "book", "terms", "settlement")),
            // What a GPU class is called, exactly, is capacity's to say.
            Map.entry("index", Set.of("money", "book", "terms", "settlement", "capacity")),
            // An owner who sells hours is paid into escrow: the market asks capacity who owns what.
            Map.entry("market", Set.of("money", "book", "terms", "settlement", "capacity")),
            // A future on a GPU class is an order first, and is marked to the index.
            Map.entry("clearing", Set.of("money", "book", "terms", "settlement", "market", "index", "capacity")),
            // An option pays on what a future settles at, and is an order first.
            Map.entry(
                    "options",
                    Set.of("money", "book", "terms", "settlement", "market", "clearing", "index", "capacity")),
            // The fund holds hours, futures and cash, values them by the index, and trades at the market.
            Map.entry(
                    "fund", Set.of("money", "book", "terms", "settlement", "index", "capacity", "clearing", "market")),
            Map.entry("mirror", Set.of("money", "book", "settlement")),
            Map.entry("reconcile", Set.of("money", "book", "settlement", "mirror")),
            // A bundle carries fixings' receipts and what reconciliation read from the chain.
            Map.entry("proof", Set.of("money", "book", "terms", "settlement", "index", "reconcile")));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.hourglass.ledger");

    @Test
    void eachRoomKnowsOnlyWhatTheStoryLetsIt() {
        Set<String> broken = new TreeSet<>();
        for (JavaClass from : CLASSES) {
            assertThat(MAY_KNOW).as("rooms, for " + from.getName()).containsKey(room(from));
            Set<String> known = MAY_KNOW.getOrDefault(room(from), Set.of());
            for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                JavaClass to = dependency.getTargetClass().getBaseComponentType();
                boolean inside = to.getPackageName().startsWith(ROOT);
                if (inside && !room(to).equals(room(from)) && !known.contains(room(to))) {
                    broken.add(from.getName() + " knows " + to.getName());
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void noTwoRoomsKnowEachOther() {
        MAY_KNOW.forEach((room, known) -> known.forEach(other ->
                assertThat(MAY_KNOW.get(other)).as(other + " of " + room).doesNotContain(room)));
    }

    @Test
    void knowsNoFrameworkNoChainClientAndNoHttp() {
        noClasses()
                .that()
                // The verifier shares nothing with the rest: it asks a node itself.
                .doNotHaveFullyQualifiedName(ROOT + "proof.Verify$Node")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.web3j..",
                        "io.quarkus..",
                        "jakarta.ws.rs..",
                        "jakarta.enterprise..",
                        "jakarta.inject..",
                        "java.net.http..",
                        "okhttp3..",
                        "io.hourglass.contracts..",
                        "io.hourglass.api..")
                .check(CLASSES);
    }

    @Test
    void countsInIntegers() {
        Set<String> inexact = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            // The verifier counts votes again bit for bit, as pricing did.
            boolean verifier = type.getName().startsWith(ROOT + "proof.Verify$");
            if (!verifier) {
                type.getFields().stream().filter(FencesTest::inexact).forEach(f -> inexact.add(f.getFullName()));
                type.getMethods().stream().filter(FencesTest::inexact).forEach(m -> inexact.add(m.getFullName()));
                // boxed in a collection they are in no signature's raw types
                type.getDirectDependenciesFromSelf().stream()
                        .filter(to -> to.getTargetClass().isEquivalentTo(Double.class))
                        .forEach(to -> inexact.add(to.getDescription()));
            }
        }
        assertThat(inexact).isEmpty();
    }

    @Test
    void takesTheTimeFromAClockItWasGiven() {
        DescribedPredicate<com.tngtech.archunit.core.domain.JavaMethodCall> now = DescribedPredicate.describe(
                "the system's time",
                call -> call.getName().equals("now")
                        && Set.of(Instant.class.getName(), LocalDate.class.getName())
                                .contains(call.getTargetOwner().getName())
                        && call.getTarget().getRawParameterTypes().isEmpty());
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(ROOT + "book.BusinessClock")
                .should()
                .callMethodWhere(now)
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
    }

    @Test
    void rowsAreNobodysBusinessOutsideTheirRoom() {
        classes()
                .that()
                .areAnnotatedWith(Entity.class)
                .should()
                .notBePublic()
                .andShould()
                .haveSimpleNameEndingWith("Row")
                .check(CLASSES);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Util|Utils|Helper|Manager)")
                .orShould()
                .haveNameMatching(".*\\.(Abstract[A-Z].*|I[A-Z][a-z].*Interface)")
                .check(CLASSES);
    }

    private static boolean inexact(JavaField field) {
        return inexact(field.getRawType());
    }

    private static boolean inexact(JavaMethod method) {
        return Stream.concat(Stream.of(method.getRawReturnType()), method.getRawParameterTypes().stream())
                .anyMatch(FencesTest::inexact);
    }

    private static boolean inexact(JavaClass type) {
        return Set.of("double", "float", "java.lang.Double", "java.lang.Float")
                .contains(type.getBaseComponentType().getName());
    }

    private static String room(JavaClass type) {
        String rest = type.getPackageName().substring(ROOT.length());
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }
}
