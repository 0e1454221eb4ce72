using Confd.GoTemplate.Tests.Support;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests;

public sealed class TemplateOptionsTests
{
    [Theory]
    [InlineData("<<", ">>", "a{{1}}<<print 2>>b", "a{{1}}2b")]
    [InlineData("(", ")", "(1)(- 2 -) x", "12x")]
    [InlineData("#{", "}#", "#{if true}#y#{else}#n#{end}#", "y")]
    [InlineData("", "", "{{1}}", "1")]
    public void Render_OtherDelimiters_AreUsed(string left, string right, string text, string expected)
        => Rendering.Render(text, options: new TemplateOptions { LeftDelimiter = left, RightDelimiter = right }).ShouldBe(expected);

    [Fact]
    public void Render_OtherDelimitersInAnError_AreQuoted()
        => Rendering.Fail("<<template \"x\" .>>", options: new TemplateOptions { LeftDelimiter = "<<", RightDelimiter = ">>" })
            .Context.ShouldBe("<<template \"x\" .>>");

    [Theory]
    [InlineData(MissingKeyBehavior.Default, "<no value>")]
    [InlineData(MissingKeyBehavior.Zero, "<no value>")]
    public void Render_MissingKeyOfInterfaces_PrintsNoValue(MissingKeyBehavior behavior, string expected)
        => Rendering.Render("{{.x}}", Rendering.Map(), new TemplateOptions { MissingKey = behavior }).ShouldBe(expected);

    [Fact]
    public void Render_MissingKeyZero_GivesTheZeroOfTheElementType()
    {
        var map = Value.FromMap(new GoMap(GoType.MapOf(GoType.Int)));
        Rendering.Render("{{.x}}", map, new TemplateOptions { MissingKey = MissingKeyBehavior.Zero }).ShouldBe("0");
        Rendering.Render("{{.x}}", map).ShouldBe("<no value>");
    }

    [Fact]
    public void Render_MissingKeyError_FailsWithTheKey()
    {
        var options = new TemplateOptions { MissingKey = MissingKeyBehavior.Error };
        Rendering.Fail("{{.x}}", Rendering.Map(), options).Message
            .ShouldBe("template: main:1:2: executing \"main\" at <.x>: map has no entry for key \"x\"");
        Rendering.Fail("{{.x}}", Value.Invalid, options).Reason.ShouldBe("nil data; no entry for key \"x\"");
    }

    [Fact]
    public void Render_OutputLimit_StopsAtTheLimit()
    {
        var options = new TemplateOptions { MaxOutputBytes = 10 };
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var template = Rendering.Parse("{{range 100}}abc{{end}}", options);

        Should.Throw<TemplateException>(() => template.Render(output, Value.Invalid))
            .Reason.ShouldBe("exceeded maximum output size (10 bytes)");
        System.Text.Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe("abcabcabca");
    }

    [Fact]
    public void Render_OutputOfExactlyTheLimit_Passes()
        => Rendering.Render("{{range 3}}abc{{end}}", options: new TemplateOptions { MaxOutputBytes = 9 }).ShouldBe("abcabcabc");

    [Fact]
    public void Render_LongTextBeyondTheLimit_Fails()
        => Rendering.Fail(new string('x', 100_000), options: new TemplateOptions { MaxOutputBytes = 99_999 }).Reason
            .ShouldBe("exceeded maximum output size (99999 bytes)");

    [Fact]
    public void Render_StepLimit_StopsEmptyLoops()
        => Rendering.Fail("{{range 1000000000000}}{{end}}", options: new TemplateOptions { MaxSteps = 5000 }).Reason
            .ShouldBe("exceeded maximum number of steps (5000)");

    [Fact]
    public void Render_StepsWithinTheLimit_Pass()
        => Rendering.Render("{{range 3}}x{{end}}", options: new TemplateOptions { MaxSteps = 7 }).ShouldBe("xxx");

    [Fact]
    public void Render_CancelledLoop_Stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var template = Rendering.Parse("{{range 1000000000000}}{{end}}");

        Should.Throw<OperationCanceledException>(
            () => template.Render(new System.Buffers.ArrayBufferWriter<byte>(), Value.Invalid, cancellationToken: source.Token));
    }

    // A few calls may take longer than a thousand nodes.
    [Theory]
    [InlineData("{{stop}}{{stop}}")]
    [InlineData("{{stop | print stop}}")]
    [InlineData("{{range 3}}{{stop}}{{end}}")]
    public void Render_CancelledBetweenCalls_CallsNoFurtherFunction(string text)
    {
        using var source = new CancellationTokenSource();
        var calls = 0;
        var functions = Doubles.Table.With([GoFunction.Create("stop", [], GoType.String, (_, _) =>
        {
            calls++;
            source.Cancel();
            return Value.FromString("");
        })]);
        var template = Rendering.Parse(text, functions: functions);

        Should.Throw<OperationCanceledException>(
            () => template.Render(new System.Buffers.ArrayBufferWriter<byte>(), Value.Invalid, cancellationToken: source.Token));
        calls.ShouldBe(1);
    }

    [Fact]
    public void Parse_ParenthesesBeyondTheLimit_Fail()
        => Rendering.Fail("{{((1))}}", options: new TemplateOptions { MaxExpressionDepth = 1 })
            .Reason.ShouldBe("max expression depth exceeded");

    [Fact]
    public void Parse_ActionsBeyondTheLimit_Fail()
        => Rendering.Fail("{{if 1}}{{if 1}}{{end}}{{end}}", options: new TemplateOptions { MaxActionDepth = 1 }).Reason
            .ShouldBe("max action depth exceeded");

    [Fact]
    public void Render_TemplateCallsBeyondTheLimit_Fail()
        => Rendering.Fail(
            "{{define \"a\"}}{{template \"a\"}}{{end}}{{template \"a\"}}", options: new TemplateOptions { MaxTemplateDepth = 3 })
            .Reason.ShouldBe("exceeded maximum template depth (3)");

    [Fact]
    public void Parse_LimitBelowZero_IsRefusedByName()
        => Should.Throw<ArgumentOutOfRangeException>(() => Rendering.Render("x", options: new TemplateOptions { MaxSteps = -1 })).Message
            .ShouldStartWith("TemplateOptions.MaxSteps has to be at least 0 (nodes); it is -1");
}
