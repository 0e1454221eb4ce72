using System.Text;
using Confd.Backends;
using Confd.Engine.Backends;
using Confd.Engine.Commands;
using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Confd.Engine.Tests.Support;

namespace Confd.Engine.Tests.Resources;

public sealed class ResourceFileTests
{
    private const string Minimal = "[template]\nsrc = \"a.tmpl\"\ndest = \"/etc/a\"\nkeys = [\"/app\"]\n";

    [Fact]
    public void Read_Minimal_FillsInTheDefaults()
    {
        var resource = Read(Minimal);

        resource.Source.ShouldBe("/etc/confd/templates/a.tmpl");
        resource.Destination.ShouldBe("/etc/a");
        resource.Prefix.ShouldBe("/");
        resource.LookupKeys.ShouldBe(["/app"]);
        resource.Mode.ShouldBeNull();
        resource.UserId.ShouldBe(Accounts.EffectiveUserId);
        resource.GroupId.ShouldBe(Accounts.EffectiveGroupId);
        resource.Backend.ShouldBeNull();
    }

    [Fact]
    public void Read_AllSettings_AreTakenOver()
    {
        var resource = Read(Minimal + """
            prefix = "mine"
            mode = "0600"
            uid = 12
            gid = 34
            owner = "nobody-at-all"
            check_cmd = "check"
            reload_cmd = "reload"
            check_cmd_timeout = "1s"
            reload_cmd_timeout = "0"
            output_format = "json"
            min_reload_interval = "1m"
            debounce = "300ms"
            [backend]
            backend = "file"
            file = ["/a", "/b"]
            dial_timeout = 1000000
            read_timeout = "2s"
            write_timeout = 1000000000
            retry_max_attempts = 7
            retry_base_delay = "1ms"
            retry_max_delay = "2ms"
            max_reading_bytes = 1000000
            """);

        resource.Prefix.ShouldBe("/mine");
        resource.LookupKeys.ShouldBe(["/mine/app"]);
        resource.Mode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (resource.UserId.Id, resource.GroupId.Id).ShouldBe((12u, 34u));
        resource.CheckCommand!.Text.ShouldBe("check");
        resource.ReloadCommand!.Text.ShouldBe("reload");
        resource.CheckCommandTimeout.ShouldBe(TimeSpan.FromSeconds(1));
        resource.ReloadCommandTimeout.ShouldBe(TimeSpan.Zero);
        resource.OutputFormat.ShouldBe("json");
        resource.MinReloadInterval.ShouldBe(TimeSpan.FromMinutes(1));
        resource.Debounce.ShouldBe(TimeSpan.FromMilliseconds(300));
        resource.Backend.ShouldNotBeNull().Texts(FileBackendFactory.File).ShouldBe(["/a", "/b"]);
        resource.Backend.Text(FileBackendFactory.Filter).ShouldBe("*");
        resource.Backend.DialTimeout.ShouldBe(TimeSpan.FromMilliseconds(1));
        var context = new BackendContext().For(resource.Backend);
        context.RequestTimeout.ShouldBe(TimeSpan.FromSeconds(3));
        (context.Retry.MaxAttempts, context.Retry.BaseDelay, context.Retry.MaxDelay)
            .ShouldBe((7, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2)));
        context.MaxReadingBytes.ShouldBe(1_000_000);
    }

    [Fact]
    public void Read_OwnerAndGroup_AreLookedUp()
    {
        var resource = Read(Minimal + "owner = \"root\"\ngroup = \"root\"\n");

        (resource.UserId.Id, resource.GroupId.Id).ShouldBe((0u, 0u));
    }

    [Fact]
    public void Read_NamesInAnyCase_AreKnown() =>
        Read("[TEMPLATE]\nSRC = \"a.tmpl\"\nDest = \"/etc/a\"\nKeys = []\nunknown = 1\n").Destination.ShouldBe("/etc/a");

    // These are compared, and waited for in pieces.
    [Fact]
    public void Read_PausesLongerThanTimersAllow_AreKept()
    {
        var resource = Read(Minimal + "debounce = \"2000h\"\nmin_reload_interval = \"2000h\"\n");

        (resource.Debounce, resource.MinReloadInterval).ShouldBe((TimeSpan.FromHours(2000), TimeSpan.FromHours(2000)));
    }

    [Theory]
    [InlineData("\"2000h\"", "invalid dial_timeout \"2000h\": longer than 576h0m0s (24 days) (/r.toml:7:16)")]
    [InlineData("9223372036854775807", "invalid dial_timeout 9223372036854775807: longer than 576h0m0s (24 days) (/r.toml:7:16)")]
    public void Read_TimeLimitLongerThanTimersAllow_IsAnErrorThatNamesIt(string limit, string expected) =>
        Should.Throw<ResourceException>(() => Read(Minimal + $"[backend]\nbackend = \"env\"\ndial_timeout = {limit}\n"))
            .Message.ShouldBe(expected);

    [Fact]
    public void Read_NoKeys_IsAResourceThatReadsNothing() => Read("[template]\nsrc = \"a\"\ndest = \"/a\"\n").LookupKeys.ShouldBeEmpty();

    [Theory]
    [InlineData("/etc/a", nameof(PathOrigin.Written))]
    [InlineData("/etc/$a", nameof(PathOrigin.Written))]
    [InlineData("/etc/{{hostname}}", nameof(PathOrigin.Computed))]
    [InlineData("/etc/${CONFD_TEST_UNSET:-a}", nameof(PathOrigin.Computed))]
    public void Read_Destination_HasItsOrigin(string destination, string origin) =>
        Read($"[template]\nsrc = \"a\"\ndest = \"{destination}\"\n").PathOrigin.ToString().ShouldBe(origin);

    [Fact]
    public void Read_AbsoluteSource_IsBelowTheTemplates() =>
        Read("[template]\nsrc = \"/x/a.tmpl\"\ndest = \"/etc/a\"\nkeys = []\n").Source.ShouldBe("/etc/confd/templates/x/a.tmpl");

    [Theory]
    [InlineData("./etc/../c/", "a.tmpl/", "c/templates/a.tmpl")]
    [InlineData("c", "../x//a.tmpl", "c/x/a.tmpl")]
    [InlineData("", ".", "templates")]
    [InlineData("/c", "../../../a", "/a")]
    public void Read_Source_IsCleanedTogetherWithItsFolderAsInTheOriginal(string configDirectory, string source, string expected) =>
        Open($"[template]\nsrc = \"{source}\"\ndest = \"/etc/a\"\n")
            .Read(new ResourceContext(configDirectory, "", TestBackends.All)).Source.ShouldBe(expected);

    [Fact]
    public void Read_UnnamedBackend_HasNoEffect()
    {
        var file = Open(Minimal + "[backend]\ntable = \"x\"\n");

        file.Read(new ResourceContext("/etc/confd", "", TestBackends.All)).Backend.ShouldBeNull();
        file.HasUnnamedBackend.ShouldBeTrue();
    }

    [Theory]
    [InlineData("", "G", "/G/app")]
    [InlineData("prefix = \"/R/\"", "", "/R/app")]
    [InlineData("prefix = \"R\"", "/G/", "/G/R/app")]
    [InlineData("prefix = \"/\"", "/", "/app")]
    [InlineData("prefix = \"R\"", "/", "/R/app")]
    public void Read_Prefixes_AreJoinedAndCleaned(string settings, string globalPrefix, string key) =>
        Read(Minimal + settings, globalPrefix).LookupKeys.ShouldBe([key]);

    [Theory]
    [InlineData("[template]\ndest = \"/a\"\nkeys = []\n", "empty src template: src is required (/r.toml:1:1)")]
    [InlineData("[template]\nsrc = \"a\"\nkeys = []\n", "empty dest: dest is required (/r.toml:1:1)")]
    [InlineData("[template]\nsrc = \"a\"\ndest = \"/a\\u0000b\"\n", "invalid dest \"/a\\x00b\": it holds a NUL character (/r.toml:3:8)")]
    [InlineData("[template]\nsrc = \"a\\u0000b\"\ndest = \"/a\"\n", "invalid src \"a\\x00b\": it holds a NUL character (/r.toml:2:7)")]
    [InlineData("[template]\nsrc = \"a\"\ndest = \"/\"\n", "invalid dest \"/\": it names a folder, not a file (/r.toml:3:8)")]
    [InlineData("[template]\nsrc = \"a\"\ndest = \"/x/..\"\n", "invalid dest \"/x/..\": it names a folder, not a file (/r.toml:3:8)")]
    [InlineData("[template]\nsrc = \"a\"\ndest = \"..\"\n", "invalid dest \"..\": it names a folder, not a file (/r.toml:3:8)")]
    [InlineData("[template]\nsrc = \"a\"\ndest = \"/x/.\"\n", "invalid dest \"/x/.\": it names a folder, not a file (/r.toml:3:8)")]
    [InlineData(
        "[template]\nsrc = \"a\"\ndest = \"/x/{{print `y/`}}\"\n",
        "invalid dest \"/x/y/\": it names a folder, not a file (/r.toml:3:8)")]
    [InlineData("[template]\nsrc = \"a\"\ndest = \"{{print `-x`}}\"\n", "invalid dest \"-x\": it begins with \"-\" (/r.toml:3:8)")]
    [InlineData(
        "[template]\nsrc = \"a\"\ndest = \"/{{printf `a%cb` 10}}\"\n",
        "invalid dest \"/a\\nb\": it holds a control character (/r.toml:3:8)")]
    [InlineData("", "empty src template: there is no [template] table")]
    [InlineData(Minimal + "mode = \"rw\"\n", "invalid mode \"rw\": strconv.ParseUint: parsing \"rw\": invalid syntax (/r.toml:5:8)")]
    [InlineData(
        Minimal + "mode = 644\n",
        "cannot process template resource /r.toml: toml: line 5: expected a string but found an integer (/r.toml:5:8)")]
    [InlineData(
        Minimal + "min_reload_interval = \"1 hour\"\n",
        "invalid min_reload_interval \"1 hour\": time: unknown unit \" hour\" in duration \"1 hour\" (/r.toml:5:23)")]
    [InlineData(
        Minimal + "check_cmd_timeout = \"577h\"\n", "invalid check_cmd_timeout \"577h\": longer than 576h0m0s (24 days) (/r.toml:5:21)")]
    [InlineData(
        Minimal + "reload_cmd_timeout = \"2000000h\"\n",
        "invalid reload_cmd_timeout \"2000000h\": longer than 576h0m0s (24 days) (/r.toml:5:22)")]
    [InlineData(
        Minimal + "check_cmd_timeout = \"soon\"\n", "invalid check_cmd_timeout \"soon\": time: invalid duration \"soon\" (/r.toml:5:21)")]
    [InlineData(Minimal + "check_cmd = \"test {{.src\"\n", "template resource /etc/a: invalid check_cmd template: template: checkcmd:1:")]
    [InlineData(Minimal + "owner = \"root\\u0000x\"\n", "cannot find owner's UID: user: unknown user root\0x (/r.toml:5:9)")]
    [InlineData(Minimal + "group = \"root\\u0000x\"\n", "cannot find group's GID for group \"root\0x\": ")]
    [InlineData(Minimal + "owner = \"no-such-user\"\n", "cannot find owner's UID: user: unknown user no-such-user (/r.toml:5:9)")]
    [InlineData(Minimal + "group = \"no-such\"\n", "cannot find group's GID for group \"no-such\": ")]
    [InlineData(
        "[template]\nsrc = \"a\"\ndest = \"/a\"\nkeys = [\"../x\"]\nprefix = \"p\"",
        "key \"../x\" climbs above its prefix /p (/r.toml:4:8)")]
    [InlineData(
        "[template\n",
        "cannot process template resource /r.toml: toml: line 1: expected ] behind the table's name but found the end "
        + "of the line (/r.toml:1:10)")]
    public void Read_Unusable_ReportsWhatAndWhere(string text, string message) =>
        Should.Throw<ResourceException>(() => Read(text)).Message.ShouldStartWith(message);

    [Theory]
    [InlineData("${CONFD_TEST_UNSET:-fallback}", "/fallback")]
    [InlineData("{{toUpper \\\"a\\\"}}/{{getenv \\\"CONFD_TEST_UNSET\\\" \\\"b\\\"}}", "/A/b")]
    [InlineData("${CONFD_TEST_UNSET:-a}/{{toUpper \\\"b\\\"}}/${CONFD_TEST_UNSET:-{c}", "/a/B/{c")]
    [InlineData("$plain/${not a name}", "/$plain/${not a name}")]
    public void Read_ExpressionsInKeysAndDestination_AreFilledIn(string text, string expanded)
    {
        var resource = Read($"[template]\nsrc = \"a\"\ndest = \"/{text}\"\nkeys = [\"{text}\"]\n");

        resource.LookupKeys.ShouldBe([expanded]);
        resource.Destination.ShouldBe(expanded);
    }

    [Theory]
    [InlineData(
        "dest = \"/${CONFD_TEST_UNSET}\"\nkeys = []",
        "invalid dest \"/${CONFD_TEST_UNSET}\": environment variable CONFD_TEST_UNSET is not set (/r.toml:3:8)")]
    [InlineData(
        "dest = \"/${CONFD_TEST_UNSET}/{{hostname}}\"\nkeys = []", "invalid dest \"/${CONFD_TEST_UNSET}/{{hostname}}\": template: dest:1:")]
    [InlineData("dest = \"/{{nope}}\"\nkeys = []", "invalid dest \"/{{nope}}\": template: dest:1: function \"nope\" not defined")]
    [InlineData(
        "dest = \"/{{nope}}\"\nkeys = []\nfor_each = \"/x\"",
        "invalid dest \"/{{nope}}\": template: dest:1: function \"nope\" not defined")]
    [InlineData(
        "dest = \"/a\"\nkeys = [\"{{getv \\\"/x\\\"}}\"]",
        "invalid keys \"{{getv \"/x\"}}\": template: keys:1: function \"getv\" not defined")]
    public void Read_ExpressionThatFails_ReportsWhere(string settings, string message) =>
        Should.Throw<ResourceException>(() => Read($"[template]\nsrc = \"a\"\n{settings}\n")).Message.ShouldStartWith(message);

    private static Resource Read(string text, string globalPrefix = "") =>
        Open(text).Read(new ResourceContext("/etc/confd", globalPrefix, TestBackends.All));

    private static ResourceFile Open(string text) => ResourceFile.Parse(Encoding.UTF8.GetBytes(text), "/r.toml");
}
