using System.IO.Pipes;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Confd.TestSupport;
using Confd.TestSupport.Servers;

namespace Confd.Backends.Tests;

/// <summary>Valid TLS files are used, invalid ones are named; their content is never quoted.</summary>
public sealed class TlsFilesTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly TestCertificates _certificates;

    public TlsFilesTests() => _certificates = new TestCertificates(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_Nothing_TrustsTheSystemAndHasNoCertificate()
    {
        var options = new TlsFiles().Load();

        (options.CertificateChainPolicy, options.ClientCertificateContext).ShouldBe((null, null));
        new TlsFiles().IsAny.ShouldBeFalse();
    }

    [Fact]
    public void Load_Authorities_ReplaceThoseOfTheSystem()
    {
        var several = _folder["several.pem"];
        var (authority, server) = (File.ReadAllText(_certificates.Authority), File.ReadAllText(_certificates.Server));
        File.WriteAllText(several, $"a comment\n{authority}\n# more\n{server}\n");

        var options = new TlsFiles { Authorities = several }.Load();

        options.CertificateChainPolicy!.TrustMode.ShouldBe(X509ChainTrustMode.CustomRootTrust);
        options.CertificateChainPolicy.CustomTrustStore.Count.ShouldBe(2);
        options.ClientCertificateContext.ShouldBeNull();
        new TlsFiles { Authorities = several }.IsAny.ShouldBeTrue();
    }

    [Fact]
    public void Load_Authorities_ServersNeedNames()
    {
        var validate = new TlsFiles { Authorities = _certificates.Authority }.Load().RemoteCertificateValidationCallback!;
        using var named = X509CertificateLoader.LoadCertificateFromFile(_certificates.Server);
        using var nameless = X509CertificateLoader.LoadCertificateFromFile(_certificates.Nameless);

        validate(this, named, null, SslPolicyErrors.None).ShouldBeTrue();
        Should.Throw<AuthenticationException>(() => validate(this, nameless, null, SslPolicyErrors.None))
            .Message.ShouldContain("subjectAltName");
        Should.Throw<AuthenticationException>(() => validate(this, named, null, SslPolicyErrors.RemoteCertificateNameMismatch))
            .Message.ShouldEndWith("RemoteCertificateNameMismatch");
    }

    [Fact]
    public void Load_ClientCertificate_IncludesItsKeyAndIntermediates()
    {
        var chain = _folder["chain.pem"];
        File.WriteAllText(chain, File.ReadAllText(_certificates.Client) + "\n" + File.ReadAllText(_certificates.Authority));

        var options = new TlsFiles { Certificate = chain, Key = _certificates.ClientKey }.Load();

        options.ClientCertificateContext!.TargetCertificate.Subject.ShouldBe("CN=client");
        options.ClientCertificateContext.TargetCertificate.HasPrivateKey.ShouldBeTrue();
    }

    [Fact]
    public void Load_CertificateAndKeyInOneFile_AreUsed()
    {
        var both = _folder["both.pem"];
        File.WriteAllText(both, File.ReadAllText(_certificates.ClientKey) + "\n" + File.ReadAllText(_certificates.Client));

        new TlsFiles { Certificate = both, Key = both }.Load().ClientCertificateContext!.TargetCertificate.Subject.ShouldBe("CN=client");
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Load_OneOfCertificateAndKey_RequiresTheOther(bool hasCertificate, bool hasKey)
    {
        var files = new TlsFiles
        {
            Certificate = hasCertificate ? _certificates.Client : null,
            Key = hasKey ? _certificates.ClientKey : null,
        };

        Should.Throw<KeyBackendException>(files.Load)
            .Message.ShouldBe("a client certificate needs its key and a key its certificate: set client_cert and client_key");
    }

    [Theory]
    [InlineData("gone.pem", null, "cannot read FILE: no such file or directory")]
    [InlineData("empty.pem", "", "FILE holds no certificate in PEM form")]
    [InlineData("text.pem", "hunter2 is no certificate", "FILE holds no certificate in PEM form")]
    [InlineData("der.pem", "\u0030\u0082hunter2", "FILE holds no certificate in PEM form")]
    [InlineData(
        "bad.pem", "-----BEGIN CERTIFICATE-----\nhunter2=\n-----END CERTIFICATE-----\n", "FILE holds no certificate")]
    [InlineData("cut.pem", "-----BEGIN CERTIFICATE-----\nMIIBhunter2", "FILE holds no certificate in PEM form")]
    [InlineData("key.pem", "KEY", "FILE holds no certificate in PEM form")]
    public void Load_AuthoritiesThatCannotBeUsed_AreNamedAndNotQuoted(string name, string? content, string message)
    {
        var file = _folder[name];
        if (content is not null)
        {
            File.WriteAllText(file, content == "KEY" ? File.ReadAllText(_certificates.ClientKey) : content);
        }

        var failed = Should.Throw<KeyBackendException>(new TlsFiles { Authorities = file }.Load);

        failed.Message.ShouldStartWith(message.Replace("FILE", file, StringComparison.Ordinal));
        failed.Message.ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("server key")]
    [InlineData("no key")]
    [InlineData("encrypted")]
    [InlineData("folder")]
    [InlineData("gone")]
    public void Load_KeyThatCannotBeUsed_IsNamedAndNotQuoted(string kind)
    {
        var key = _folder["key-of-test"];
        switch (kind)
        {
            case "server key":
                File.Copy(_certificates.ServerKey, key);
                break;
            case "no key":
                File.WriteAllText(key, "hunter2");
                break;
            case "encrypted":
                using (var ecdsa = ECDsa.Create())
                {
                    var parameters = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
                    File.WriteAllText(key, ecdsa.ExportEncryptedPkcs8PrivateKeyPem("hunter2", parameters));
                }

                break;
            case "folder":
                Directory.CreateDirectory(key);
                break;
        }

        var failed = Should.Throw<KeyBackendException>(new TlsFiles { Certificate = _certificates.Client, Key = key }.Load);

        failed.Message.ShouldContain(key);
        failed.Message.ShouldNotContain("hunter2");
        failed.Message.ShouldNotContain("BEGIN");
        failed.Message.Contains($"{key} is not the key of the certificate in {_certificates.Client}", StringComparison.Ordinal)
            .ShouldBe(kind == "server key");
    }

    [Theory]
    [InlineData("authorities")]
    [InlineData("certificate")]
    [InlineData("key")]
    public async Task Load_PipeOrFolderInPlaceOfAFile_FailsAtOnceAndNamesIt(string place)
    {
        TlsFiles With(string file) => new()
        {
            Authorities = place == "authorities" ? file : null,
            Certificate = place switch { "certificate" => file, "key" => _certificates.Client, _ => null },
            Key = place switch { "certificate" => _certificates.ClientKey, "key" => file, _ => null },
        };
        var pipe = NamedPipe.Make(_folder["pipe"]);

        (await Should.ThrowAsync<KeyBackendException>(() => NamedPipe.WithoutWaitingAsync(With(pipe).Load)))
            .Message.ShouldBe($"cannot read {pipe}: it is a device, a pipe or a socket, not a file");
        Should.Throw<KeyBackendException>(With(_folder.Path).Load).Message.ShouldBe($"cannot read {_folder.Path}: is a directory");
    }

    // As a shell's <(command) hands it over.
    [Fact]
    public void Load_PipeAmongTheDescriptorsOfTheProcess_IsRead()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using var reading = pipe.ClientSafePipeHandle;
        pipe.Write(File.ReadAllBytes(_certificates.ClientKey));
        pipe.Dispose();

        var options = new TlsFiles { Certificate = _certificates.Client, Key = $"/dev/fd/{reading.DangerousGetHandle()}" }.Load();

        options.ClientCertificateContext.ShouldNotBeNull();
    }
}
