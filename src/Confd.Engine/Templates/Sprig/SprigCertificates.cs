using Confd.Engine.Templates.Functions;
using Confd.Engine.Templates.Sprig.Crypto;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>Keys and certificates in PEM.</summary>
internal static class SprigCertificates
{
    public static IEnumerable<GoFunction> All => [.. Keys, .. WithKeys];

    private static IEnumerable<GoFunction> Keys =>
    [
        GoFunction.Create("genPrivateKey", [GoType.String], GoType.String, (_, arguments) =>
            Value.FromString(KeyMaking.Create(arguments[0].AsString().ToString()))),
        GoFunction.Create("buildCustomCert", [GoType.String, GoType.String], SprigTypes.Certificate, (context, arguments) =>
            Build(context, arguments[0].AsString(), arguments[1].AsString())),
        GoFunction.Create("genCA", [GoType.String, GoType.Int], SprigTypes.Certificate, (context, arguments) =>
            Sign(context, Request(arguments[0]), arguments[1], SigningKey.CreateRsa(), authority: null)),
        GoFunction.Create(
            "genSelfSignedCert",
            [GoType.String, GoType.AnySlice, GoType.AnySlice, GoType.Int],
            SprigTypes.Certificate,
            (context, arguments) => Sign(context, Request(arguments), arguments[3], SigningKey.CreateRsa(), authority: null)),
        GoFunction.Create(
            "genSignedCert",
            [GoType.String, GoType.AnySlice, GoType.AnySlice, GoType.Int, SprigTypes.Certificate],
            SprigTypes.Certificate,
            (context, arguments) => Sign(context, Request(arguments), arguments[3], SigningKey.CreateRsa(), Authority(arguments[4]))),
    ];

    private static IEnumerable<GoFunction> WithKeys =>
    [
        GoFunction.Create("genCAWithKey", [GoType.String, GoType.Int, GoType.String], SprigTypes.Certificate, (context, arguments) =>
            Sign(context, Request(arguments[0]), arguments[1], Key(arguments[2]), authority: null)),
        GoFunction.Create(
            "genSelfSignedCertWithKey",
            [GoType.String, GoType.AnySlice, GoType.AnySlice, GoType.Int, GoType.String],
            SprigTypes.Certificate,
            (context, arguments) =>
            {
                var key = Key(arguments[4]);
                return Sign(context, Request(arguments), arguments[3], key, authority: null);
            }),
        GoFunction.Create(
            "genSignedCertWithKey",
            [GoType.String, GoType.AnySlice, GoType.AnySlice, GoType.Int, SprigTypes.Certificate, GoType.String],
            SprigTypes.Certificate,
            (context, arguments) =>
            {
                var key = Key(arguments[5]);
                return Sign(context, Request(arguments), arguments[3], key, Authority(arguments[4]));
            }),
    ];

    private static Value ToValue(string certificate, string key) => Value.FromObject(
        new GoStruct(SprigTypes.Certificate, Value.FromString(certificate), Value.FromString(key)));

    private static SigningKey Key(Value pem)
    {
        try
        {
            return SigningKey.Read(pem.AsString().ToString());
        }
        catch (TemplateFunctionException exception)
        {
            throw new TemplateFunctionException($"parsing private key: {exception.Text}", exception);
        }
    }

    private static CertificateRequest Request(Value name) => new(name.AsString().ToString(), [], [], IsAuthority: true);

    private static CertificateRequest Request(ReadOnlySpan<Value> arguments) => new(
        arguments[0].AsString().ToString(),
        [.. Texts(arguments[1], "error parsing ip").Select(CertificateRequest.ReadAddress)],
        [.. Texts(arguments[2], "error processing alternate dns name").Select(name => name.ToString())],
        IsAuthority: false);

    private static List<ByteString> Texts(Value list, string problem)
    {
        var texts = new List<ByteString>();
        foreach (var element in list.AsSlice().Span)
        {
            texts.Add(element.Kind == GoKind.String && ReferenceEquals(element.Type, GoType.String)
                ? element.AsString()
                : throw new TemplateFunctionException($"{problem}: {element} is not a string"));
        }

        return texts;
    }

    private static (string Certificate, string Key) Authority(Value certificate) =>
        (certificate.AsObject().Field(0).AsString().ToString(), certificate.AsObject().Field(1).AsString().ToString());

    private static Value Sign(
        RenderContext context, CertificateRequest request, Value days, SigningKey key, (string Certificate, string Key)? authority)
    {
        using (key)
        {
            var now = context.GetState<RenderRun>().Services.Clock.GetUtcNow();
            return ToValue(request.Sign(key, now, days.AsInt(), authority), key.ToPem());
        }
    }

    private static Value Build(RenderContext context, ByteString encodedCertificate, ByteString encodedKey)
    {
        var certificate = Decode(context, encodedCertificate, "unable to decode base64 certificate").ToString();
        var key = Decode(context, encodedKey, "unable to decode base64 private key").ToString();
        CertificateRequest.Check(certificate, "error parsing certificate: decodedCert.Bytes");
        try
        {
            SigningKey.Read(key).Dispose();
        }
        catch (TemplateFunctionException exception)
        {
            throw new TemplateFunctionException($"error parsing private key: {exception.Text}", exception);
        }

        return ToValue(certificate, key);
    }

    private static ByteString Decode(RenderContext context, ByteString text, string problem)
    {
        try
        {
            return GoBase64.Decode(context, text);
        }
        catch (TemplateFunctionException exception)
        {
            throw new TemplateFunctionException(problem, exception);
        }
    }
}
