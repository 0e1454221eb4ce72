using System.Buffers;
using System.Globalization;
using System.Text;
using Confd.GoTemplate.Tests.Support;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests.Hardening;

/// <summary>
/// Damaged recorded templates: whatever the text, parsing and running end, within the limits, with output or with an error that
/// has its place inside the text. CONFD_FUZZ_ROUNDS and CONFD_FUZZ_SEED make longer or other runs.
/// </summary>
public sealed class FuzzTests
{
    private const int DefaultRounds = 50_000;
    private const int DefaultSeed = 20261;
    private const int OutputLimit = 200_000;

    private static readonly TemplateOptions Limits = new() { MaxSteps = 20_000, MaxOutputBytes = OutputLimit, MaxTemplateDepth = 200 };

    [Fact]
    public void Render_DamagedTemplates_EndWithinTheLimits()
    {
        var corpus = RecordedCase.ReadAll().Select(item => Encoding.UTF8.GetBytes(item.Main)).Where(text => text.Length < 3000).ToList();
        var mutator = new TemplateMutator(new Random(Setting("CONFD_FUZZ_SEED", DefaultSeed)), corpus);
        var rendered = 0;
        var rounds = Setting("CONFD_FUZZ_ROUNDS", DefaultRounds);
        for (var round = 0; round < rounds; round++)
        {
            var text = mutator.Next();
            try
            {
                rendered += RunOnce(text) ? 1 : 0;
            }
            catch (Exception exception) when (exception is not ShouldAssertException)
            {
                throw new InvalidOperationException($"round {round}, template (base64): {Convert.ToBase64String(text)}", exception);
            }
        }

        rendered.ShouldBeGreaterThan(rounds / 20);
    }

    private static bool RunOnce(byte[] text)
    {
        var output = new ArrayBufferWriter<byte>();
        try
        {
            Template.Parse("main", text, Doubles.Table, Limits)
                .Render(output, Value.Invalid, new Dictionary<string, string>(StringComparer.Ordinal));
            output.WrittenCount.ShouldBeLessThanOrEqualTo(OutputLimit);
            return true;
        }
        catch (TemplateException exception)
        {
            output.WrittenCount.ShouldBeLessThanOrEqualTo(OutputLimit);
            CheckPlace(exception, text);
            return false;
        }
    }

    private static void CheckPlace(TemplateException exception, byte[] text)
    {
        exception.Message.ShouldStartWith("template: ");
        exception.Reason.ShouldNotBeEmpty();
        var lines = text.AsSpan().Count((byte)'\n') + 1;
        exception.Line.ShouldBeInRange(exception.Kind == TemplateErrorKind.Parse ? 0 : 1, lines);
        exception.Column.ShouldBeInRange(0, text.Length);
    }

    private static int Setting(string name, int otherwise)
        => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : otherwise;
}
