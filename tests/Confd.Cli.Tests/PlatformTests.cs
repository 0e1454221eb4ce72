namespace Confd.Cli.Tests;

public sealed class PlatformTests
{
    [Fact]
    public void RefusalOn_Linux_IsNull() => Confd.Cli.Platform.RefusalOn(isLinux: true).ShouldBeNull();

    [Fact]
    public void RefusalOn_OtherSystem_ReportsWhatWorksAndWhere()
    {
        var refusal = Confd.Cli.Platform.RefusalOn(isLinux: false).ShouldNotBeNull();
        refusal.ShouldContain("Linux");
        refusal.ShouldContain("table, flags and completion");
    }
}
