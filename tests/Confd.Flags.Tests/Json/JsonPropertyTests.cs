using System.Text;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Json;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Json;

/// <summary>What holds for any JSON: it is read as it was written, and nothing that is read, however wrong, ends in a crash.</summary>
public sealed class JsonPropertyTests
{
    [Fact]
    public void FlagValue_AnyValue_IsReadAsItWasWritten()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            // Half of a surrogate pair cannot be written as UTF-8: the first writing puts U+FFFD in its place.
            var value = FlagValue.Parse(new RandomJson(seed).Value().ToString());

            var again = FlagValue.Parse(value.ToString());

            again.ShouldBe(value, $"seed {seed}");
            again.ToString().ShouldBe(value.ToString().Replace("\\uFFFD", "\uFFFD", StringComparison.Ordinal), $"seed {seed}");
        }
    }

    [Fact]
    public void Flag_WrittenAndReadAgain_IsWrittenTheSame()
    {
        foreach (var file in Directory.GetFiles(RepositoryFiles.Fixture("flags/data"), "*.json"))
        {
            var data = FlagSetJson.Parse(File.ReadAllBytes(file));
            foreach (var flag in data.Flags.Values.Select(FlagJson.ToUtf8))
            {
                FlagJson.ToUtf8(FlagJson.Parse(flag)).ShouldBe(flag);
            }

            foreach (var segment in data.Segments.Values.Select(SegmentJson.ToUtf8))
            {
                SegmentJson.ToUtf8(SegmentJson.Parse(segment)).ShouldBe(segment);
            }
        }
    }

    /// <summary>Properties of any name with values of any type in the place of others: refused with a place, or read and
    /// evaluated.</summary>
    [Fact]
    public void Evaluate_DamagedData_IsRefusedOrEvaluated()
    {
        var whole = FlagValue.Parse(File.ReadAllText(RepositoryFiles.Fixture("flags/data/set-01.json")));
        var context = EvaluationContext.Builder("u").Set("country", "FR").Set("tags", FlagValue.ArrayOf("amber", 1)).Build();
        var read = 0;
        for (var seed = 0; seed < 1500; seed++)
        {
            var random = new RandomJson(seed);
            var damaged = Enumerable.Range(0, 1 + random.Next(20)).Aggregate(whole, (data, _) => random.Mutate(data));
            var text = Encoding.UTF8.GetBytes(damaged.ToString());
            try
            {
                var data = FlagSetJson.Parse(text);
                read++;
                foreach (var key in data.Flags.Keys)
                {
                    data.CreateEvaluator()
                        .Evaluate(key, context, FlagValue.Null)
                        .Reason.ErrorKind.ShouldNotBe(EvaluationErrorKind.Exception);
                }
            }
            catch (FlagFormatException problem)
            {
                problem.ByteOffset.ShouldBeInRange(0, text.Length, $"seed {seed}");
            }
        }

        read.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void Parse_CutOrScrambledText_IsRefusedWithAPlaceInside()
    {
        var whole = Encoding.UTF8.GetBytes(
            "{\"key\":\"a\",\"on\":true,\"rules\":[{\"clauses\":[{\"op\":\"in\",\"values\":[1,\"\\ud800\",\"é\"]}]}],\"x\":{}}");
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var text = whole[..random.Next(whole.Length + 1)];
            if (text.Length > 0 && i % 2 == 0)
            {
                text[random.Next(text.Length)] = (byte)random.Next(256);
            }

            try
            {
                FlagJson.Parse(text);
                EvaluationContext.Parse(text).ShouldNotBeNull();
            }
            catch (FlagFormatException problem)
            {
                problem.ByteOffset.ShouldBeInRange(0, text.Length);
            }
        }
    }

    [Theory]
    [InlineData("""{"on":"yes"}""", "found a string where true or false is expected (byte 6)")]
    [InlineData("""{"version":1.5}""", "found a number where a whole number is expected (byte 11)")]
    [InlineData("""{"rules":{}}""", "found an object where an array is expected (byte 9)")]
    [InlineData("""{"rules":[null]}""", "found null where an object is expected (byte 10)")]
    [InlineData("""{"offVariation":99999999999}""", "found a number where a whole number of 32 bits is expected (byte 16)")]
    [InlineData("""{"targets":[{"values":[1]}]}""", "found a number where a string is expected (byte 23)")]
    [InlineData("""[]""", "found an array where an object is expected (byte 0)")]
    [InlineData("""{"on":tru}""", "the text is not valid JSON (byte 6)")]
    public void Parse_WrongType_ReportsTypeAndPlace(string json, string message) =>
        Should.Throw<FlagFormatException>(() => FlagJson.Parse(Encoding.UTF8.GetBytes(json))).Message.ShouldBe(message);

    [Fact]
    public void Parse_NullAbsentAndEmpty_AreAlike()
    {
        var absent = FlagJson.ToUtf8(FlagJson.Parse("""{"key":"a"}"""u8));

        absent.ShouldBe(FlagJson.ToUtf8(FlagJson.Parse(
            """
            {"key":"a","version":null,"on":null,"deleted":null,"salt":null,"variations":null,"offVariation":null,"fallthrough":null,
             "prerequisites":null,"targets":null,"contextTargets":null,"rules":null,"trackEvents":null,"debugEventsUntilDate":null,
             "clientSide":null,"clientSideAvailability":null,"migration":null,"samplingRatio":null,"unknown":{"deep":[1,{}]}}
            """u8)));
        absent.ShouldBe(FlagJson.ToUtf8(FlagJson.Parse("""{"key":"a","variations":[],"fallthrough":{},"rules":[],"salt":""}"""u8)));
    }

    [Fact]
    public void Parse_NameThatIsHalfASurrogatePair_IsSkipped() =>
        FlagJson.Parse("""{"\ud800":1,"\u006bey":"a","on\udc00":[{"\udc00":{}}]}"""u8).Key.ShouldBe("a");

    [Fact]
    public void Parse_WholeNumbersWithAFraction_AreRead()
    {
        var flag = FlagJson.Parse("""{"key":"a","version":3.0,"offVariation":1e0}"""u8);

        flag.Version.ShouldBe(3);
        flag.OffVariation.ShouldBe(1);
    }
}
