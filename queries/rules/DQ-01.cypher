/*
id = "DQ-01"
version = 1
zh = "信用代码校验失败"
en = "A credit code that cannot be"
when = "统一社会信用代码不是 18 位合法字符，或校验码不对"
when_en = "the credit code has not 18 characters of the alphabet, or its check character is wrong"
subject = "Enterprise"
severity = "medium"
force = "data"
action = "人工核对；不自动改"
action_en = "Check by hand; nothing is changed by itself"
closes_when = "代码经核对更正，校验通过"
closes_when_en = "The code was checked and corrected, and its check digit is right"

[[basis]]
text = "GB 32100-2015 法人和其他组织统一社会信用代码编码规则"
checked = false
*/
// The eighteenth character makes the weighted sum of all divisible by 31: weights are powers of 3 mod 31.
WITH {`0`: 0, `1`: 1, `2`: 2, `3`: 3, `4`: 4, `5`: 5, `6`: 6, `7`: 7, `8`: 8, `9`: 9,
    A: 10, B: 11, C: 12, D: 13, E: 14, F: 15, G: 16, H: 17, J: 18, K: 19, L: 20, M: 21,
    N: 22, P: 23, Q: 24, R: 25, T: 26, U: 27, W: 28, X: 29, Y: 30} AS values,
  [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1] AS weights
MATCH (e:Enterprise)
WHERE e.credit_code IS NOT NULL
WITH e, values, e.credit_code =~ '[0-9A-HJ-NP-RTUWXY]{18}' AS legible, weights
WHERE NOT legible OR reduce(total = 0, i IN range(0, 17) |
    total + weights[i] * values[substring(e.credit_code, i, 1)]) % 31 <> 0
RETURN e.id AS id, e.name AS name, e.origin AS origin,
  {credit_code: e.credit_code, characters: size(e.credit_code), legible: legible} AS facts
