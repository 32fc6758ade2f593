package io.hourglass.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.Path;
import org.junit.jupiter.api.Test;

/** The fences of the service. */
class FencesTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.hourglass");

    @Test
    void onlyTheServiceKnowsItsFramework() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.hourglass.api..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "jakarta.ws.rs..", "jakarta.enterprise..", "io.vertx..")
                .check(ALL);
    }

    @Test
    void theCompositionWorksWithoutTheFramework() {
        noClasses()
                .that()
                .resideInAnyPackage("io.hourglass.api", "io.hourglass.api.boot..", "io.hourglass.api.work..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quarkus..", "jakarta.ws.rs..", "jakarta.enterprise..", "io.hourglass.api.service..")
                .because("the demonstration and the tests run it without a web server")
                .check(ALL);
    }

    @Test
    void resourcesAskRoomsAndNotTheDatabase() {
        noClasses()
                .that()
                .areAnnotatedWith(Path.class)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.hibernate..", "io.agroal..")
                .check(ALL);
    }

    @Test
    void onlyAccessAndBootSpeakSql() {
        noClasses()
                .that()
                .resideInAPackage("io.hourglass.api..")
                .and()
                .resideOutsideOfPackages("io.hourglass.api.access..", "io.hourglass.api.boot..")
                .should()
                .callMethodWhere(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(com.tngtech.archunit.core
                        .domain.properties.HasOwner.Predicates.With.<com.tngtech.archunit.core.domain.JavaClass>owner(
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.type(io.hourglass.ledger.book.Tx.class))))
                .because("a figure has one place where it is made, and that is its room")
                .check(ALL);
    }

    @Test
    void resourcesLiveInTheRoomTheyShow() {
        classes()
                .that()
                .areAnnotatedWith(Path.class)
                .should()
                .resideInAnyPackage(
                        "io.hourglass.api.book",
                        "io.hourglass.api.capacity",
                        "io.hourglass.api.index",
                        "io.hourglass.api.market",
                        "io.hourglass.api.clearing",
                        "io.hourglass.api.options",
                        "io.hourglass.api.fund",
                        "io.hourglass.api.settlement",
                        "io.hourglass.api.mirror",
                        "io.hourglass.api.reconcile",
                        "io.hourglass.api.proof",
                        "io.hourglass.api.terms",
                        "io.hourglass.api.clock",
                        "io.hourglass.api.console..",
                        "io.hourglass.api.service")
                .check(ALL);
    }
}
