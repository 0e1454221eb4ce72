using Confd.Cli.Logging;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Logging;

public sealed class LogOriginTests
{
    [Fact]
    public void HostName_FromTheKernel_HasItsDomain()
    {
        using var folder = new TempDirectory();

        LogOrigin.HostName(folder.Write("hostname", "web1.example.com\n")).ShouldBe("web1.example.com");
    }

    // A directory is denied like a file of AppArmor's, for root too.
    [Fact]
    public void HostName_ThatMayNotBeRead_IsThatOfTheSystem()
    {
        using var folder = new TempDirectory();

        LogOrigin.HostName(folder.Path).ShouldBe(Environment.MachineName);
        LogOrigin.HostName(folder["none"]).ShouldBe(Environment.MachineName);
    }
}
