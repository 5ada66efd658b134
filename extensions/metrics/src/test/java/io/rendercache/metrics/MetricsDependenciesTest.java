package io.rendercache.metrics;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.implement;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.rendercache.RenderCache;
import org.junit.jupiter.api.Test;

/** What this module uses of the caches: what any application may use. */
class MetricsDependenciesTest {
    private static final JavaClasses METRICS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.rendercache.metrics");

    @Test
    void shouldUsePublicPackagesOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.management..",
                        "org.jspecify.annotations",
                        "io.micrometer.core..",
                        "io.rendercache",
                        "io.rendercache.metrics")
                .check(METRICS);
    }

    /** A cache of another module is monitored as well as ours. */
    @Test
    void shouldKnowNoKindOfCache() {
        noClasses().should().dependOnClassesThat(implement(RenderCache.class)).check(METRICS);
    }
}
