using System.Buffers;
using Confd.Engine.Keys;
using Confd.Engine.Templates;
using Confd.GoTemplate;

namespace Confd.Engine.Tests.Templates;

/// <summary>Functions on lists that hold each other: a few lines of a template have more elements than any time or memory suffices
/// for.</summary>
public sealed class RunawayFunctionTests
{
    // A million elements: functions that do not check the token still end.
    private const string Values =
        "{{$l := list 1 \"a\"}}{{$m := list 1 \"a\"}}{{$d := dict \"x\" 1}}{{$e := dict \"x\" 1}}"
        + "{{range 20}}{{$l = list $l $l}}{{$m = list $m $m}}{{$d = dict \"a\" $d \"b\" $d}}{{$e = dict \"a\" $e \"b\" $e}}{{end}}";

    [Theory]
    [InlineData("$l")]
    [InlineData("print $l")]
    [InlineData("$_ := print $l")]
    [InlineData("printf \"%#v\" $l")]
    [InlineData("println $d")]
    [InlineData("html $l")]
    [InlineData("html (repeat 3000 \"a\")")]
    [InlineData("js (repeat 3000 \"a\")")]
    [InlineData("urlquery (repeat 3000 \"a\")")]
    [InlineData("eq $l $m")]
    [InlineData("toJson $l")]
    [InlineData("toPrettyJson $d")]
    [InlineData("sprig_toJson $l")]
    [InlineData("mustToRawJson $l")]
    [InlineData("toYaml $l")]
    [InlineData("toYamlPretty $d")]
    [InlineData("toToml (dict \"a\" $l)")]
    [InlineData("toToml (dict \"a\" $d)")]
    [InlineData("deepCopy $l")]
    [InlineData("deepCopy $d")]
    [InlineData("merge $d $e")]
    [InlineData("mergeOverwrite $d $e")]
    [InlineData("toString $l")]
    [InlineData("toStrings $l")]
    [InlineData("sprig_join \",\" $l")]
    [InlineData("sortAlpha (until 3000)")]
    [InlineData("sortByLength (split (repeat 3000 \"a,\") \",\")")]
    [InlineData("sprig_cat $l")]
    [InlineData("sprig_quote $l")]
    [InlineData("sprig_squote $l")]
    [InlineData("uniq (until 3000)")]
    [InlineData("has 3000 (until 3000)")]
    [InlineData("without (until 3000) 1")]
    [InlineData("sprig_seq 3000")]
    [InlineData("jsonArray (printf \"[%s0]\" (repeat 3000 \"0,\"))")]
    [InlineData("fromYaml (repeat 3000 \"a: [1]\\n\")")]
    [InlineData("toUpper (repeat 3000 \"a\")")]
    [InlineData("nospace (repeat 3000 \"a\")")]
    [InlineData("snakecase (repeat 3000 \"a\")")]
    [InlineData("sprig_snakecase (repeat 3000 \"aB\")")]
    [InlineData("sprig_camelcase (repeat 3000 \"aB\")")]
    [InlineData("swapcase (repeat 3000 \"a\")")]
    [InlineData("shuffle (repeat 3000 \"a\")")]
    [InlineData("randAlpha 3000")]
    [InlineData("base64Decode (repeat 3000 \"aaaa\")")]
    [InlineData("b32enc (repeat 3000 \"a\")")]
    [InlineData("b32dec (repeat 3000 \"AAAAAAAA\")")]
    [InlineData("split (repeat 3000 \"a,\") \",\"")]
    [InlineData("splitn \",\" -1 (repeat 3000 \"a,\")")]
    [InlineData("wrapWith 1 \"-\" (repeat 3000 \"a\")")]
    [InlineData("expandenv (repeat 3000 \"$A\")")]
    public void Render_CancelledDuringAFunction_Stops(string action)
    {
        using var source = new CancellationTokenSource();
        var renderer = new TemplateRenderer(new TemplateRendererOptions
        {
            TemplateFolder = Path.GetTempPath(),
            Environment = name =>
            {
                if (name == "STOP")
                {
                    source.Cancel();
                }

                return null;
            },
        });

        Should.Throw<OperationCanceledException>(() => Render(renderer, $"{Values}{{{{getenv \"STOP\"}}}}{{{{{action}}}}}", source.Token));
    }

    [Theory]
    [InlineData("$l")]
    [InlineData("$_ := print $l")]
    [InlineData("html $l")]
    [InlineData("eq $l $m")]
    [InlineData("toJson $l")]
    [InlineData("sprig_toJson $l")]
    [InlineData("sprig_toJson (list (repeat 5000 \"<\"))")]
    [InlineData("toYaml $l")]
    [InlineData("toYamlPretty $d")]
    [InlineData("toToml (dict \"a\" $l)")]
    [InlineData("toToml $d")]
    [InlineData("deepCopy $l")]
    [InlineData("deepCopy $d")]
    [InlineData("toStrings $l")]
    [InlineData("toStrings (list (until 400) (until 400) (until 400) (until 400) (until 400) (until 400) (until 400))")]
    [InlineData("sprig_join \",\" $l")]
    [InlineData("sprig_cat (repeat 6000 \"a\") (repeat 6000 \"b\")")]
    [InlineData("jsonArray (printf \"[%s0]\" (repeat 3000 \"0,\"))")]
    [InlineData("fromJsonArray (printf \"[%s0]\" (repeat 3000 \"0,\"))")]
    [InlineData("snakecase (repeat 3000 \"a_\")")]
    [InlineData("base64Encode (repeat 9000 \"a\")")]
    [InlineData("b32enc (repeat 9000 \"a\")")]
    [InlineData("split (repeat 3000 \"a,\") \",\"")]
    [InlineData("sprig_split \",\" (repeat 300 \"a,\")")]
    [InlineData("splitn \",\" 301 (repeat 300 \"a,\")")]
    [InlineData("regexFindAll \"a\" (repeat 3000 \"a\") -1")]
    [InlineData("regexSplit \"b\" (repeat 3000 \"ab\") -1")]
    [InlineData("concat (until 300) (until 300)")]
    [InlineData("chunk 1 (until 300)")]
    [InlineData("prepend (until 416) 1")]
    [InlineData("fromJson (printf \"[%s[]]\" (repeat 300 \"{},\"))")]
    [InlineData("fromYaml (repeat 300 \"a: 1\\n\")")]
    [InlineData("fromToml (repeat 300 \"# c\\n\")")]
    [InlineData("deepCopy (chunk 2 (until 70))")]
    [InlineData("quote (repeat 9000 \"\\n\")")]
    [InlineData("squote (repeat 9000 \"'\")")]
    [InlineData("regexQuoteMeta (repeat 9000 \".\")")]
    [InlineData("urlJoin (dict \"host\" (repeat 9000 \"a\") \"path\" (repeat 9000 \"a\"))")]
    public void Render_ResultBeyondTheLimit_IsAnErrorAlsoForCachingFunctions(string action)
    {
        var renderer = new TemplateRenderer(new TemplateRendererOptions
        {
            TemplateFolder = Path.GetTempPath(),
            Template = new TemplateOptions { MaxOutputBytes = 10_000 },
        });

        Should.Throw<TemplateRenderException>(() => Render(renderer, $"{Values}{{{{{action}}}}}", Cancellation))
            .Message.ShouldEndWith("exceeded maximum output size (10000 bytes)");
    }

    [Theory]
    [InlineData("toYaml")]
    [InlineData("toYamlPretty")]
    public void Render_ManyDeeplyIndentedLines_AreRefusedBeforeTheyAreBuilt(string function)
    {
        var renderer = new TemplateRenderer(new TemplateRendererOptions
        {
            TemplateFolder = Path.GetTempPath(),
            Template = new TemplateOptions { MaxOutputBytes = 200_000 },
        });
        var before = GC.GetAllocatedBytesForCurrentThread();

        Should.Throw<TemplateRenderException>(() => Render(
                renderer,
                $"{{{{$v := repeat 50000 \"a\\n\"}}}}{{{{range 400}}}}{{{{$v = list $v}}}}{{{{end}}}}{{{{{function} $v}}}}",
                Cancellation))
            .Message.ShouldEndWith("exceeded maximum output size (200000 bytes)");

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(40_000_000, "the lines of blanks are 80 million bytes");
    }

    private static void Render(TemplateRenderer renderer, string template, CancellationToken cancellationToken) => renderer.RenderText(
        "test", System.Text.Encoding.UTF8.GetBytes(template), new RenderInput(KeySnapshot.Empty), new ArrayBufferWriter<byte>(),
        cancellationToken);
}
