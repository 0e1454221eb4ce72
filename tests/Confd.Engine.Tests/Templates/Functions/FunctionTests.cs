using System.Buffers;
using System.Net;
using System.Text;
using Confd.Engine.Keys;
using Confd.Engine.Templates;
using Confd.Engine.Templates.Network;
using Confd.Engine.Tests.Templates.Network;
using Confd.GoTemplate;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Templates.Functions;

/// <summary>Corners that the recorded cases leave out. Expected values follow from the Go functions that confd v0.41.1 calls.</summary>
public sealed class FunctionTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    [Theory]
    [InlineData("""{{toUpper "a\xff"}} {{nospace "a \xff"}} {{snakecase "A\xffB"}}""", "A\uFFFD a\uFFFD a\uFFFD_b")]
    [InlineData("""{{snakecase "a\ua7cb"}} {{kebabcase "XYɤ"}}""", "a\ua7cb x-yɤ")] // U+A7CB is a capital since Unicode 16 only
    [InlineData("""{{toUpper "ŉſı"}} {{toLower "ẞİ"}}""", "ŉSI ßi")]
    [InlineData("""{{camelcase "ǆabc_ǆef"}} {{kebabcase "fooǅbar"}}""", "ǆabcǄef fooǆbar")]
    [InlineData("""{{replace "a\xffb" "" "-" -1 | printf "%q"}}""", "\"-a-\\xff-b-\"")]
    [InlineData("""{{replace "aaaa" "aa" "b" 1}} {{replace "abc" "" "-" 2}} {{replace "x" "y" "z" -1}}""", "baa -a-bc x")]
    [InlineData("""{{split "aaa" "aa" | printf "%q"}} {{contains "a" ""}}""", "[\"\" \"a\"] true")]
    [InlineData("""{{indent 2 "\n\nx\n" | printf "%q"}} {{indent -1 "x"}} {{indent 0 "x"}}""", "\"  \\n  \\n  x\\n  \" x x")]
    [InlineData("""{{base "a\xffb/" | printf "%q"}} {{dir "\xff/x" | printf "%q"}}""", "\"a\\xffb\" \"\\xff\"")]
    [InlineData("""{{base64Decode "YR=="}} {{base64Decode "Y\nQ=\r=\n"}} {{base64Decode ""}}|""", "a a |")]
    [InlineData("""{{base64Encode "\xff\x00"}} {{base64Decode "/wA=" | printf "%q"}}""", "/wA= \"\\xff\\x00\"")]
    [InlineData("""{{div -9223372036854775808 -1}} {{mod -9223372036854775808 -1}} {{mod 7 -2}}""", "-9223372036854775808 0 1")]
    [InlineData("""{{atoi "+5"}} {{atoi "-0"}} {{atoi "-9223372036854775808"}}""", "5 0 -9223372036854775808")]
    [InlineData("""{{keys nil}} {{values nil}} {{hasKey nil "a"}} {{append nil 1}} {{reverse nil}}""", "[] [] false [1] <no value>")]
    [InlineData("""{{default 1i 0i}} {{empty (get "/x")}} {{empty datetime.Location}}""", "(0+0i) false false")]
    [InlineData("""{{slice (gets "/a/*") 0 4}}""", "[{/a/b 1} {/a/c 22} {/a/d 333} { }]")] // room that appending left
    [InlineData("""{{$p := gets "/a/*"}}{{$s := sortKVByLength $p}}{{printf "%T %T" $p $s}}""", "memkv.KVPairs []memkv.KVPair")]
    [InlineData("""{{range reverse (sortKVByLength (gets "/a/*"))}}{{.Value}} {{end}}""", "333 22 1 ")]
    [InlineData("""{{$l := split "ccc bb a" " "}}{{$s := sortByLength $l}}{{$l}}""", "[a bb ccc]")] // in place
    [InlineData("""{{printf "%#v" (get "/x")}}""", "memkv.KVPair{Key:\"/x\", Value:\"X\"}")]
    [InlineData("""{{toJson (lookupSRV "a" "b" "c d")}} {{printf "%T" (lookupSRV "a" "b" "c d")}}""", "[] []*net.SRV")]
    [InlineData("""{{getenv "EMPTY" "d"}} {{getenv "SET" "d"}} {{getenv "NONE"}}|{{getenv "SET=x" "d"}}""", "d value |d")]
    public void Function_Corner_MatchesGo(string template, string expected) => Text(template).ShouldBe(expected);

    [Theory]
    [InlineData("""{{base64Decode "YQ=a"}}""", "illegal base64 data at input byte 2")]
    [InlineData("""{{base64Decode "Y==="}}""", "illegal base64 data at input byte 1")]
    [InlineData("""{{base64Decode "YQ==YQ=="}}""", "illegal base64 data at input byte 4")]
    [InlineData("""{{base64Decode "YWI=\nx"}}""", "illegal base64 data at input byte 5")]
    [InlineData("""{{base64Decode "Y\nW"}}""", "illegal base64 data at input byte 1")]
    [InlineData("""{{atoi ""}}""", "strconv.Atoi: parsing \"\": invalid syntax")]
    [InlineData("""{{atoi "-9223372036854775809"}}""", "strconv.Atoi: parsing \"-9223372036854775809\": value out of range")]
    [InlineData("""{{atoi "18446744073709551616x"}}""", "strconv.Atoi: parsing \"18446744073709551616x\": value out of range")]
    [InlineData("""{{atoi "9223372036854775808x"}}""", "strconv.Atoi: parsing \"9223372036854775808x\": invalid syntax")]
    [InlineData("""{{atoi "000000000000000000000000_1"}}""", "strconv.Atoi: parsing \"000000000000000000000000_1\": invalid syntax")]
    [InlineData("""{{atoi "\xff"}}""", "strconv.Atoi: parsing \"\\xff\": invalid syntax")]
    [InlineData("""{{repeat 281474976710657 "x"}}""", "runtime error: makeslice: len out of range")]
    [InlineData("""{{indent 9223372036854775807 "x"}}""", "runtime error: makeslice: len out of range")]
    [InlineData("""{{seq 9223372036854775807 1}}""", "runtime error: makeslice: cap out of range")]
    [InlineData("""{{seq -1 9223372036854775807}}""", "runtime error: makeslice: cap out of range")]
    [InlineData("""{{(gets "/a/*").Less 0 3}}""", "runtime error: index out of range [3] with length 3")]
    [InlineData("""{{(gets "/a/*").Less -1 0}}""", "runtime error: index out of range [-1]")]
    [InlineData("""{{datetime.In nil}}""", "time: missing Location in call to Time.In")]
    public void Function_InvalidUse_FailsAsInGo(string template, string expected) => Failure(template).ShouldEndWith(": " + expected);

    [Theory]
    [InlineData("""{{repeat 1000000000000 "x"}}""", "repeat: a result above the limit of 1000 bytes: 1000000000000")]
    [InlineData("""{{indent 281474976710656 "x"}}""", "indent: a result above the limit of 1000 bytes: 281474976710657")]
    [InlineData("""{{replace (repeat 600 "a") "a" "bbb" -1}}""", "replace: a result above the limit of 1000 bytes: 1800")]
    [InlineData("""{{join (split (repeat 40 "a ") " ") (repeat 100 "-")}}""", "join: a result above the limit of 1000 bytes: 4040")]
    [InlineData("""{{seq 1 1000}}""", "seq: more numbers than the limit of 41: 1000")]
    [InlineData("""{{regexReplaceAll "a" (repeat 600 "a") "bbb"}}""", "a result of more than 1000 bytes is above the limit")]
    public void Function_HugeResult_IsRefusedBeforeItIsMade(string template, string expected) =>
        Failure(template, options => options with { Template = new TemplateOptions { MaxOutputBytes = 1000 } }).ShouldEndWith(expected);

    [Fact]
    public void Datetime_Zone_ComesFromEnvironment()
    {
        Assert.SkipUnless(File.Exists("/usr/share/zoneinfo/Europe/Berlin"), "no zone files on this machine");
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 7, 1, 12, 0, 0, 123, TimeSpan.Zero));
        TemplateRendererOptions InBerlin(TemplateRendererOptions options) =>
            options with { Clock = clock, Environment = name => name == "TZ" ? "Europe/Berlin" : null };
        Text("{{datetime}} {{datetime.UTC}} {{datetime.Location}}", InBerlin)
            .ShouldBe("2026-07-01 14:00:00.123 +0200 CEST m=+0.000000000 2026-07-01 12:00:00.123 +0000 UTC Europe/Berlin");
        Text("{{datetime.UTC.Local.Hour}} {{datetime.IsDST}} {{printf \"%#v\" datetime}}", InBerlin)
            .ShouldBe("14 true time.Date(2026, time.July, 1, 14, 0, 0, 123000000, time.Local)");
    }

    [Fact]
    public void LookupSrv_Records_AreSortedByTargetAndPrintable()
    {
        using var server = new DnsServer((question, _) => DnsServer.Answer(
            question, 0x8180, DnsServer.Service(20, 1, 80, "b.example"), DnsServer.Service(10, 2, 9, "a.example")));
        var settings = new ResolverSettings { Servers = [server.Endpoint] };
        TemplateRendererOptions WithServer(TemplateRendererOptions options) =>
            options with { Names = new NameLookup(() => settings, _ => []) };
        Text("""{{range lookupSRV "http" "tcp" "x.example"}}{{.Target}}:{{.Port}} {{.Priority}} {{.Weight}};{{end}}""", WithServer)
            .ShouldBe("a.example.:9 10 2;b.example.:80 20 1;");
        Text("""{{$r := lookupSRV "http" "tcp" "x.example"}}{{index $r 0}} {{toJson $r}}""", WithServer).ShouldBe(
            """{a.example. 9 10 2} [{"Target":"a.example.","Port":9,"Priority":10,"Weight":2},"""
            + """{"Target":"b.example.","Port":80,"Priority":20,"Weight":1}]""");
    }

    [Fact]
    public void LookupIp_Host_IsSortedAsText()
    {
        TemplateRendererOptions WithHosts(TemplateRendererOptions options) => options with
        {
            Names = new NameLookup(
                () => new ResolverSettings(), _ => [IPAddress.Parse("9.0.0.1"), IPAddress.Parse("::2"), IPAddress.Parse("10.0.0.1")]),
        };
        Text("""{{lookupIP "db"}} {{lookupIPV4 "db"}} {{lookupIPV6 "db"}}""", WithHosts)
            .ShouldBe("[10.0.0.1 9.0.0.1 ::2] [10.0.0.1 9.0.0.1] [::2]");
    }

    [Fact]
    public void LookupIface_Loopback_IsFound()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the loopback interface is called lo on Linux");
        Text("""{{lookupIfaceIPV4 "lo"}}""").ShouldBe("127.0.0.1");
    }

    [Theory]
    [InlineData("""{{filter "2" (getvs "/a/*")}}""", "[22]")]
    [InlineData("""{{range filter "^.$" (gets "/*")}}{{.Key}} {{end}}""", "/x ")]
    [InlineData("""{{range filter "^.$" (gets "/a/*")}}{{.Key}} {{end}}""", "/a/b ")]
    [InlineData("""{{filter "." (list 1 "a" nil true "b")}}""", "[a b]")]
    [InlineData("""{{len (filter "x" (getvs "/a/*"))}}""", "0")]
    [InlineData("""{{with filter "x" (getvs "/a/*")}}some{{else}}none{{end}}""", "none")]
    public void Filter_ListsOfTextsAndPairs_KeepsWhatMatches(string template, string expected) => Text(template).ShouldBe(expected);

    [Theory]
    [InlineData("""{{filter "(" (getvs "/a/*")}}""", "error parsing regexp: missing closing ): `(`")]
    [InlineData("""{{filter "a" (dict "a" "b")}}""", "filter only support slice or array.")]
    public void Filter_InvalidArguments_Fail(string template, string expected) => Failure(template).ShouldEndWith(expected);

    public void Dispose() => _folder.Dispose();

    private string Text(string template, Func<TemplateRendererOptions, TemplateRendererOptions>? change = null)
    {
        var options = new TemplateRendererOptions
        {
            TemplateFolder = _folder.Path,
            Environment = name => name switch { "TZ" => "UTC", "EMPTY" => "", "SET" => "value", _ => null },
        };
        var keys = new Dictionary<string, ReadOnlyMemory<byte>>
        {
            ["/a/b"] = "1"u8.ToArray(),
            ["/a/c"] = "22"u8.ToArray(),
            ["/a/d"] = "333"u8.ToArray(),
            ["/x"] = "X"u8.ToArray(),
        };
        var output = new ArrayBufferWriter<byte>();
        new TemplateRenderer(change is null ? options : change(options)).Render(
            _folder.Write($"{Guid.NewGuid():N}.tmpl", template),
            new RenderInput(KeySnapshot.Create(keys)),
            output,
            Cancellation);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private string Failure(string template, Func<TemplateRendererOptions, TemplateRendererOptions>? change = null) =>
        Should.Throw<TemplateRenderException>(() => Text(template, change)).Message;
}
