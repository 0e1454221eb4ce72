using Confd.Engine.Resources;
using Confd.Engine.Tests.Support;
using Confd.Engine.Validation;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Resources;

public sealed class KnownSettingsTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly RecordedLog _logger = new(withAttributes: true);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(
        "[template]\nreload_comand = \"x\"",
        "unknown setting reload_comand in [template] has no effect; did you mean reload_cmd? (FILE:2:1)")]
    [InlineData("[tempalte]\nsrc = \"x\"", "unknown table [tempalte] has no effect; did you mean [template]? (FILE:1:1)")]
    [InlineData("[backend]\ntabel = \"x\"", "unknown setting tabel in [backend] has no effect; did you mean table? (FILE:2:1)")]
    [InlineData("[flags]\ncontxt = \"x\"", "unknown setting contxt in [flags] has no effect; did you mean context? (FILE:2:1)")]
    [InlineData("[template]\ntable = \"x\"", "unknown setting table in [template] has no effect; it belongs in [backend] (FILE:2:1)")]
    [InlineData("src = \"x\"", "unknown setting src outside of all tables has no effect; it belongs in [template] (FILE:1:1)")]
    [InlineData("[template]\nzzzzzz = 1", "unknown setting zzzzzz in [template] has no effect (FILE:2:1)")]
    [InlineData("[other]\nzzz = 1", "unknown table [other] has no effect (FILE:1:1)")]
    public void FindUnknown_Misspelled_NamesTheNearest(string text, string message)
    {
        var file = _folder.Write("a.toml", text);

        ResourceFile.Open(file).FindUnknown(TestBackends.All).ShouldHaveSingleItem().ToString()
            .ShouldBe(message.Replace("FILE", file, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        "[template]\nKEYS = []\nkeys = []",
        "setting KEYS in [template] has no effect: keys on line 3 is the same setting (FILE:2:1)")]
    [InlineData(
        "[template]\nSrc = \"a\"\nSRC = 1",
        "setting SRC in [template] has no effect: Src on line 2 is the same setting (FILE:3:1)")]
    [InlineData(
        "[backend]\ntable = \"a\"\nTable = 1",
        "setting Table in [backend] has no effect: table on line 2 is the same setting (FILE:3:1)")]
    [InlineData("[Template]\nzzz = 1\n[template]", "table [Template] has no effect: [template] on line 3 is the same table (FILE:1:1)")]
    public void FindUnknown_TwoSpellings_NamesTheOneThatCounts(string text, string message)
    {
        var file = _folder.Write("a.toml", text);

        ResourceFile.Open(file).FindUnknown(TestBackends.All).ShouldHaveSingleItem().ToString()
            .ShouldBe(message.Replace("FILE", file, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        "[template]\nSRC = \"a\"\nReload_Cmd = \"x\"\nfor_each = \"/\"\nremove_stale = true\n"
        + "[backend]\nSRV_Record = \"x\"\nbackend = \"env\"\n[flags]\ncontext = {kund = 1}")]
    [InlineData("")]
    public void FindUnknown_KnownInAnyCase_IsEmpty(string text) =>
        ResourceFile.Open(_folder.Write("a.toml", text)).FindUnknown(TestBackends.All).ShouldBeEmpty();

    [Fact]
    public void Load_MisspelledSetting_IsNamedInAWarning()
    {
        _folder.Write("conf.d/a.toml", "[template]\nsrc = \"a\"\ndest = \"/x\"\nkeys = [\"/\"]\nreload_comand = \"x\"");

        new ResourceFolder(new ResourceContext(_folder.Path, "", TestBackends.All), _logger).Load().Resources.Count.ShouldBe(1);

        _logger.Text.ShouldContain("unknown setting reload_comand in [template] has no effect; did you mean reload_cmd?");
    }

    [Fact]
    public void CheckConfig_MisspelledSetting_IsAWarningAndWithStrictAnError()
    {
        _folder.Write("templates/a.tmpl", "text");
        var file = _folder.Write(
            "conf.d/a.toml",
            $"[template]\nsrc = \"a.tmpl\"\ndest = \"{_folder["x"]}\"\nkeys = [\"/\"]\nmode = \"644\"\noutput_fromat = \"json\"");
        var check = new ConfigCheck(_folder.Path, TestBackends.All, _logger);

        check.Run(null);
        _logger.Text.ShouldContain("did you mean output_format?");

        var message = Should.Throw<ValidationException>(() => check.Run(null, CheckStrictness.Strict)).Message;
        message.ShouldContain(
            $"{file}: template.output_fromat: unknown setting output_fromat in [template] has no effect; "
            + $"did you mean output_format? (line 6)");
        message.ShouldContain("mode: \"644\" without a leading zero is read as a decimal number");
    }
}
