using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Confd.Engine.Tests.Support;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Tests.Resources;

/// <summary>Settings that depend on variables of this process: nothing else runs meanwhile.</summary>
[Collection(WholeProcess.Name)]
public sealed class SettingTemplateTests : IDisposable
{
    private const string Name = "CONFD_TEST_SETTING";

    public SettingTemplateTests() => Environment.SetEnvironmentVariable(Name, "value {{.x}}");

    public void Dispose() => Environment.SetEnvironmentVariable(Name, null);

    [Theory]
    [InlineData("/plain", "/plain")]
    [InlineData("/${CONFD_TEST_SETTING}", "/value {{.x}}")]
    [InlineData("${CONFD_TEST_SETTING:-other}", "value {{.x}}")]
    [InlineData("${CONFD_TEST_ABSENT:-other}", "other")]
    [InlineData("${CONFD_TEST_ABSENT:-}", "")]
    [InlineData("${CONFD_TEST_ABSENT:-a b:-c}", "a b:-c")]
    [InlineData("$CONFD_TEST_SETTING", "$CONFD_TEST_SETTING")]
    [InlineData("${1x}", "${1x}")]
    [InlineData("{{toUpper \"a\"}}-${CONFD_TEST_SETTING}", "A-value {{.x}}")]
    [InlineData("{{getenv \"CONFD_TEST_SETTING\"}}", "value {{.x}}")]
    [InlineData("{{\"${CONFD_TEST_SETTING}\"}}", "${CONFD_TEST_SETTING}")]
    [InlineData("{{1}}${CONFD_TEST_ABSENT:-\"q\\\"}", "1\"q\\\"")]
    public void Render_Setting_FillsInVariablesAndExpressionsOnce(string text, string expected) => Render(text).ShouldBe(expected);

    [Theory]
    [InlineData("${CONFD_TEST_ABSENT}", "environment variable CONFD_TEST_ABSENT is not set")]
    [InlineData("{{1}}${CONFD_TEST_ABSENT}", "environment variable CONFD_TEST_ABSENT is not set")]
    [InlineData("{{.name}}", "name")]
    [InlineData("{{", "unclosed action")]
    [InlineData("{{getv \"/a\"}}", "function \"getv\" not defined")]
    public void Render_SettingThatCannotBeFilledIn_ReportsWhy(string text, string problem) =>
        Should.Throw<ErrorTextException>(() => Render(text)).Message.ShouldContain(problem);

    [Theory]
    [InlineData("/plain", false)]
    [InlineData("/${A}", true)]
    [InlineData("/{{.Name}}", true)]
    [InlineData("/$A", false)]
    [InlineData("/${}", false)]
    public void IsComputed_Text_DependsOnTheMachineOrOnNames(string text, bool isComputed) =>
        SettingTemplate.IsComputed(text).ShouldBe(isComputed);

    private static string Render(string text) => SettingTemplate.Parse("dest", text, ProcessEnvironment.Find).Render(Value.Invalid);
}
