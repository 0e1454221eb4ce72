using System.Text;
using Amazon.DynamoDBv2.Model;
using Confd.Backends.DynamoDb.Credstash;

namespace Confd.Backends.DynamoDb.Tests.Credstash;

/// <summary>Items as credstash's algorithm makes them: the values come from Python's <c>cryptography</c>, with the data key 00 01 ...
/// 3f.</summary>
public sealed class CredstashItemTests
{
    private const string Contents = "kzIE3C/a68XOmelCLeJUXHrI0KzMDPDJadjFUDQMy1puMT8wQA==";
    private const string Hmac = "26253a27ebde384a6f14e9e571317b723c164cd9a32d4ff93d631cab90ce364f";

    private static readonly byte[] DataKey = [.. Enumerable.Range(0, 64).Select(number => (byte)number)];

    [Theory]
    [InlineData("SHA256", Hmac)]
    [InlineData(null, Hmac)]
    [InlineData("SHA", "76cd4cb388a3347d52310b3bcc34349834babf2f")]
    [InlineData("MD5", "bc4db8d7e99393d8d1245d99d296ee1e")]
    [InlineData(
        "SHA384", "2f13f65763f4aa1a2e685934c3bbd732613d16a91910bb304d68da504a9d37ff4381d5b20a42ff1f2f5a2914cba9a63f")]
    [InlineData(
        "SHA512",
        "cfd4bd60459d4d9bc6c18a96d5f313f68e159437c91702d04d446261354756f2e5bd319a559b60b553928a11f9aaa4178c02f750b60a36156151dee3e178e5c1")]
    public void Open_OfEachDigest_GivesTheSecret(string? digest, string hmac) =>
        Encoding.UTF8.GetString(CredstashItem.Parse(Item(hmac: hmac, digest: digest)).Open(DataKey))
            .ShouldBe("correct horse battery staple, Zürich");

    [Fact]
    public void Open_HmacAsBinary_IsTheSame()
    {
        var item = Item();
        item["hmac"] = new AttributeValue { B = new MemoryStream(Encoding.ASCII.GetBytes(Hmac)) };

        CredstashItem.Parse(item).Open(DataKey).Length.ShouldBe(37);
    }

    [Fact]
    public void Open_ChangedContents_AreRefusedBeforeTheyAreDecrypted() =>
        Should.Throw<FormatException>(() => CredstashItem.Parse(Item(contents: "l" + Contents[1..])).Open(DataKey))
            .Message.ShouldBe("its HMAC does not match: it was changed since it was written");

    [Theory]
    [InlineData("key", "not base64", "its attribute 'key' is not Base64")]
    [InlineData("contents", "?", "its attribute 'contents' is not Base64")]
    [InlineData("hmac", "xyz", "its attribute 'hmac' is not hexadecimal")]
    [InlineData("digest", "ROT13", "its attribute 'digest' names a hash that is not supported")]
    public void Parse_MalformedAttribute_NamesIt(string attribute, string text, string says)
    {
        var item = Item();
        item[attribute] = new AttributeValue { S = text };

        Should.Throw<FormatException>(() => CredstashItem.Parse(item)).Message.ShouldBe(says);
    }

    [Fact]
    public void Apply_MoreThanOneBlock_CountsUp()
    {
        var zeros = new byte[40];

        var stream = AesCounter.Apply(DataKey.AsSpan(0, 32), zeros);

        stream[..16].ShouldNotBe(stream[16..32]);
        AesCounter.Apply(DataKey.AsSpan(0, 32), stream).ShouldBe(zeros);
    }

    private static Dictionary<string, AttributeValue> Item(string contents = Contents, string hmac = Hmac, string? digest = "SHA256")
    {
        var item = new Dictionary<string, AttributeValue>
        {
            ["name"] = new() { S = "prod/db" },
            ["version"] = new() { S = "0000000000000000001" },
            ["key"] = new() { S = "AQID" },
            ["contents"] = new() { S = contents },
            ["hmac"] = new() { S = hmac },
        };
        if (digest is not null)
        {
            item["digest"] = new AttributeValue { S = digest };
        }

        return item;
    }
}
