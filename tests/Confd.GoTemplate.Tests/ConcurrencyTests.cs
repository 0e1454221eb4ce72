using Confd.GoTemplate.Tests.Support;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task Render_OneTemplateOnManyThreads_GivesEachItsOwnOutput()
    {
        var template = Rendering.Parse(
            "{{define \"row\"}}<{{.}}>{{end}}{{$sum := 0}}{{range $i, $x := seq 1 200}}{{$sum = add $sum $x}}{{template \"row\" "
            + "$x}}{{printf \"%04d\" $i}}{{end}}={{$sum}} {{.name}}");
        using var start = new Barrier(8);
        var runs = Enumerable.Range(0, 8).Select(number => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait(TimeSpan.FromSeconds(30));
                return Enumerable.Range(0, 20).Select(_ => RenderOnce(template, "n" + number)).Distinct().Single();
            },
            Cancellation,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();
        var outputs = await Task.WhenAll(runs);

        outputs.Select(output => output[output.LastIndexOf('=')..]).ShouldBe(Enumerable.Range(0, 8).Select(number => $"=20100 n{number}"));
        outputs.Select(output => output[..output.LastIndexOf('=')]).Distinct().Count().ShouldBe(1);
    }

    private static string RenderOnce(Template template, string name)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        template.Render(output, Rendering.Map(("name", Value.FromString(name))));
        return System.Text.Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
