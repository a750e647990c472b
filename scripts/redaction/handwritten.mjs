/** Written by hand: [[type:value]] marks an identifier; a row without a mark holds none. None belongs to a person. */
export const handwritten = `
Contact [[email:jane.doe+test@sub.example.co.uk]], or ring [[phone:+44 20 7946 0018]].
[[email:a@b.co]] is short, [[email:very.long.local.part.with.many.dots.2024@department.of.examples.example.org]] is not
Reply-To: "Doe, Jane" <[[email:jane_doe@example.com]]>;<[[email:jd@example.org]]>
mail [[email:o'neil@example.ie]] (not o'neil at example)
[[email:x@y.z.example.com]]/[[email:q@example.net]]
email me:[[email:me@example.dev]]!!!
SELECT * FROM users WHERE email='[[email:admin@example.com]]';
{"email":"[[email:user%40x@example.com]]","ok":true}
联系[[email:wang@example.cn]]谢谢
＜[[email:ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏ．ｊｐ]]＞
Her office line: [[phone:(212) 736-5000]] x114
Ring [[phone:1-800-275-2273]] for help
[[phone:+1-541-754-3010]] / [[phone:+49-89-636-48018]]
Tel: [[phone:030 90295-0000]]
Tél. : [[phone:01 70 18 99 00]]
[[phone:+33 (0)1 70 18 99 00]]
Móvil: [[phone:612 34 56 78]]
[[phone:+7 (495) 123-45-67]] доб. 12
電話 [[phone:03-1234-5678]]
[[phone:+971 50 123 4567]] (WhatsApp)
☎ [[phone:0151 23456789]]
call [[phone:5551234567]] now
[[phone:００４９ ３０ ９０２９５０]]
Visa [[card:4111 1111 1111 1111]] exp. 09/28 cvv 737
Amex: [[card:3782 822463 10005]]
[[card:5555555555554444]],[[card:4012888888881881]]
"pan":"[[card:6011000990139424]]"
[[card:3056 930902 5904]]
mc [[card:2223 0031 2200 3222]]
[[card:４１１１－１１１１－１１１１－１１１１]]
IBAN [[iban:GB29 NWBK 6016 1331 9268 19]]
[[iban:DE89370400440532013000]]
überweise auf [[iban:CH93 0076 2011 6238 5295 7]]!
[[iban:FR14 2004 1010 0505 0001 3M02 606]]
iban:[[iban:nl91abna0417164300]]
[[iban:MT84 MALT 0110 0001 2345 MTLC AST0 01S]]
His SSN is [[ssn:536-22-8726]].
ssn [[ssn:536228726]]
[[ssn:536 22 8726]]
Social Security: [[ssn:401–52–7719]]
Failed password for root from [[ipv4:203.0.113.77]] port 52114 ssh2
[[ipv4:10.20.30.40]],[[ipv4:192.168.7.1]]
X-Forwarded-For: [[ipv4:198.51.100.4]], [[ipv4:172.16.0.9]]
http://[[ipv4:192.168.1.254]]:8080/login
allow [[ipv4:100.64.3.0]]/24;
[[ipv6:2001:db8:85a3::8a2e:370:7334]]
inet6 [[ipv6:fe80::1ff:fe23:4567:890a%eth2]] prefixlen 64
http://[[[ipv6:2001:db8::1]]]:80/
[[ipv6:::ffff:192.0.2.128]]
[[ipv6:2001:0db8:0000:0000:0000:ff00:0042:8329]].
[[ipv6:FD00:ABCD::12]]/48
OPENAI_API_KEY=[[secret:sk-proj-Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4z]]
aws_access_key_id = [[secret:AKIAIOSFODNN7EXAMPLE]]
aws_secret_access_key = [[secret:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY]]
password: "[[secret:Tr0ub4dor&3xyz]]"
git clone [[url:https://oauth2:glpat-Zz9Yy8Xx7Ww6Vv5Uu4Tt@gitlab.example.com/a/b.git]]
[[url:postgres://app:s3cr3t@db.example.com:5432/prod?sslmode=require]]
[[url:ftp://anonymous:guest@ftp.example.org/pub/]]
(see [[url:https://user@example.com/path]])
"url": "[[url:mongodb+srv://u:p%40ss@cluster0.example.mongodb.net/test]]"
Asking [[price:$1,234.56]], would take [[price:€900]].
[[price:1.299,00 €]] statt [[price:1.499,00 €]]
about [[price:20 dollars]] or [[price:USD 19.99]]
raised [[price:$3.5 million]] in 2021
cents: [[price:£0.99]] each
Version 10.0.19041.1 of the driver, build 6.1.7601.65536
The kernel v5.15.0.91 and OpenSSL 1.1.1
chapter 2.3.4.1 explains this
from 1.1.2020 to 31.12.2021 at 10:30:15
ISBN 978-3-16-148410-0 and ISSN 2049-3630
order 112-3456789-1234567, tracking 1Z999AA10123456784
commit 4111111111111111aaaaaaaaaaaaaaaaaaaaaaaa
uuid 123e4567-e89b-12d3-a456-426614174000
x = 4111111111111111.5; y = 0.4111111111111111
1234 5678 9012 3456 is a made-up card
the ratio is 3:2:1 and the time 12:34:56
map.get(a::b) and Face::add, dead::beef
aa:bb:cc:dd:ee:ff 00-14-22-01-23-45
10,000,000 inhabitants on 357,022 km²
0 1 1 2 3 5 8 13 21 34 55 89 144 233
icon@2x.png logo@3x.svg
user@localhost, me@home
@angular/core@17.0.1
follow @nasa and @esa
https://www.youtube.com/@somebody/videos
http://example.com:8080/a@b
token: a piece of a word
password: (leave empty)
api_key = os.environ["API_KEY"]
The secret: practise every day.
key=value; other_key=other_value
Bearer bonds were popular.
ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7 me
SSN 000-12-3456, 666-12-3456, 912-12-3456
078-05-1120 was printed on a wallet card
from 1990-2000 and 555-1234 in films
the years 1914-1918 and 1939-1945
127.0.0.1 localhost, 0.0.0.0/0 and mask 255.255.255.0
999.1.1.1 and 1.2.3 are none
room 020, floor 7, seat 946
DE00 0000 0000 0000 0000 00
sudoku 534 678 912 672 195 348
tel aviv 2024, call 3 friends
population 8 336 817 in 2022
`
  .trim()
  .split('\n')
  .map((line) => {
    const spans = []
    let text = ''
    let from = 0
    for (const match of line.matchAll(/\[\[([a-z0-9]+):(.*?)\]\]/g)) {
      text += line.slice(from, match.index)
      spans.push([match[1], text.length, text.length + match[2].length])
      text += match[2]
      from = match.index + match[0].length
    }
    return { text: text + line.slice(from), spans }
  })
