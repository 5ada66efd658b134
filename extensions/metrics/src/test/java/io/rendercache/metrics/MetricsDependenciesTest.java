package io.rendercache.metrics;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What this module uses of the caches: what any application may use. */
@AnalyzeClasses(packages = "io.rendercache.metrics", importOptions = ImportOption.DoNotIncludeTests.class)
class MetricsDependenciesTest {
    @ArchTest
    static final ArchRule USES_PUBLIC_PACKAGES_ONLY = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "javax.management..",
                    "org.jspecify.annotations",
                    "io.micrometer.core..",
                    "io.rendercache",
                    "io.rendercache.metrics");
}
