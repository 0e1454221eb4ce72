using Confd.Engine.Templates.Network;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Templates.Network;

public sealed class ResolverSettingsTests
{
    [Fact]
    public async Task Load_Pipe_GivesTheDefaultsAtOnce()
    {
        using var folder = new TempDirectory();
        var pipe = NamedPipe.Make(folder["resolv.conf"]);

        (await NamedPipe.WithoutWaitingAsync(() => ResolverSettings.Load(pipe))).Servers[0].ToString().ShouldBe("127.0.0.1:53");
    }

    [Fact]
    public void Load_File_IsReadLineByLine()
    {
        using var folder = new TempDirectory();
        var path = folder.Write("resolv.conf", "nameserver 10.0.0.1\r\n\n# more\noptions ndots:3\n");

        var settings = ResolverSettings.Load(path);

        (settings.Servers[0].ToString(), settings.MinDots).ShouldBe(("10.0.0.1:53", 3));
    }

    [Fact]
    public void Parse_ResolvConf_HonoursWhatGoHonours()
    {
        var settings = ResolverSettings.Parse(
        [
            "# comment", "; comment", "", "nameserver 10.0.0.1", "nameserver fe80::1", "nameserver nonsense", "nameserver 10.0.0.2",
            "nameserver 10.0.0.3",
            "domain ignored.example",
            "search a.example b.example.",
            "options ndots:3 timeout:2 attempts:4 use-vc edns0",
        ]);
        settings.Servers.Select(server => server.ToString()).ShouldBe(["10.0.0.1:53", "[fe80::1]:53", "10.0.0.2:53"]);
        settings.SearchDomains.ShouldBe(["a.example.", "b.example."]);
        (settings.MinDots, settings.Timeout, settings.Attempts, settings.UseTcp).ShouldBe((3, TimeSpan.FromSeconds(2), 4, true));
    }

    [Fact]
    public void Load_NoFile_UsesThisMachine() =>
        ResolverSettings.Load("/no/such/file").Servers.Select(server => server.ToString()).ShouldBe(["127.0.0.1:53", "[::1]:53"]);

    [Theory]
    [InlineData("db", "db.a. db.b. db.")]
    [InlineData("db.x", "db.x. db.x.a. db.x.b.")]
    [InlineData("db.", "db.")]
    [InlineData("bad name", "")]
    [InlineData("-bad.x", "")]
    [InlineData("127.0.0.1", "")]
    public void CandidatesFor_Name_FollowsDotsAndSearchDomains(string name, string expected) =>
        string.Join(' ', new ResolverSettings { SearchDomains = ["a.", "b."] }.CandidatesFor(name)).ShouldBe(expected);
}
