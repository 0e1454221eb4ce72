using System.Buffers;
using Confd.GoTemplate.Tests.Support;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests;

public sealed class RenderContextTests
{
    [Fact]
    public void Step_CancelledRun_EndsWithinSomeThousandSteps()
    {
        using var source = new CancellationTokenSource();
        var context = new RenderContext(cancellationToken: source.Token);
        Steps(context, 5_000);
        source.Cancel();

        Should.Throw<OperationCanceledException>(() => Steps(context, 5_000));
    }

    [Fact]
    public void CheckSize_BeyondTheLimit_FailsAsALimit()
    {
        var context = new RenderContext(options: new TemplateOptions { MaxOutputBytes = 100 });
        context.CheckSize(100);
        context.CheckCount(4);

        Should.Throw<TemplateFunctionException>(() => context.CheckSize(101)).IsLimit.ShouldBeTrue();
        Should.Throw<TemplateFunctionException>(() => context.CheckCount(5)).Message.ShouldBe("exceeded maximum output size (100 bytes)");
    }

    [Fact]
    public void Sprint_Values_PrintsAsGoWithinTheLimit()
    {
        var context = new RenderContext(options: new TemplateOptions { MaxOutputBytes = 5 });

        context.Sprint(Value.FromInt(1), Value.FromInt(2)).ToString().ShouldBe("1 2");
        Should.Throw<TemplateFunctionException>(() => context.Sprint(Value.FromInt(123456))).IsLimit.ShouldBeTrue();
    }

    [Fact]
    public void Render_FunctionExceedsTheLimit_FailsAtItsCall()
    {
        var functions = Doubles.Table.With([GoFunction.Create(
            "grow", [], GoType.String, (_, _) => Value.FromString(new string('x', int.MaxValue)))]);
        var template = Rendering.Parse("a\n{{grow}}", functions: functions);

        Should.Throw<TemplateException>(() => template.Render(new ArrayBufferWriter<byte>(), Value.Invalid)).Message
            .ShouldEndWith(":2:2: executing \"main\" at <grow>: error calling grow: there is no room for a result that large");
    }

    private static void Steps(RenderContext context, int count)
    {
        for (var step = 0; step < count; step++)
        {
            context.Step();
        }
    }
}
