using Confd.Engine.Keys;
using Confd.Engine.Rendering;
using Confd.Engine.Status;
using Confd.Engine.Updating;
using Confd.GoTemplate;

namespace Confd.Engine.Tests.Status;

public sealed class FailureSummaryTests
{
    private const string Secret = "hunter2";

    [Fact]
    public void Of_TemplateThatQuotesAValue_NamesThePlaceAlone()
    {
        var cause = new TemplateException(TemplateErrorKind.Execution, $"template: a.tmpl:3:5: strconv.Atoi: parsing \"{Secret}\": invalid syntax")
        {
            TemplateName = "a.tmpl",
            Line = 3,
            Column = 5,
            Context = "atoi (getv \"/port\")",
        };

        FailureSummary.Of(new TemplateRenderException(cause.Message, cause))
            .ShouldBe("template a.tmpl, line 3, at <atoi (getv \"/port\")>: failed; the log tells why");
    }

    [Fact]
    public void Of_OutputFormat_UsesTheSummary() =>
        FailureSummary.Of(new UpdateException($"output format validation failed (json): '{Secret}'") { Summary = "output format validation failed (json)" })
            .ShouldBe("output format validation failed (json)");

    [Fact]
    public void Of_TemplateThatCannotBeParsed_SaysWhy() =>
        FailureSummary.Of(new TemplateException(TemplateErrorKind.Parse, "template: a.tmpl:1: unclosed action")).ShouldBe("template: a.tmpl:1: unclosed action");

    [Fact]
    public void Of_Backend_SaysWhy() => FailureSummary.Of(new KeyBackendException("table config: not found")).ShouldBe("table config: not found");

    [Fact]
    public void Of_AnythingElse_SaysNothing() => FailureSummary.Of(new InvalidOperationException(Secret)).ShouldNotContain(Secret);
}
